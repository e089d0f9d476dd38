from django.urls import path

from lampion.board.views import choosing, posts

app_name = "board"

urlpatterns = [
    path("my-groups/<int:pk>/board/", posts.board, name="board"),
    # posts/<pk>/
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/details/", posts.details, name="post-details"),
    path("posts/<int:pk>/withdrawal/", posts.withdrawal, name="post-withdrawal"),
    path("answers/<int:pk>/withdrawal/", posts.answer_withdrawal, name="answer-withdrawal"),
    path("account/digest/", choosing.account, name="account-digest"),
    path("digest/<str:token>/", choosing.private, name="digest"),
]

plain_urlpatterns = [path("digest-stop/<str:token>/", choosing.one_click, name="one-click")]
