from django.urls import path

from lampion.decisions.views import office, proposals, register, secret, voting

app_name = "decisions"

urlpatterns = [
    # my-groups/<pk>/
    path("my-groups/<int:pk>/decisions/", register.decisions, name="decisions"),
    path("my-groups/<int:pk>/decisions/register/", register.register, name="register"),
    path("my-groups/<int:pk>/proposals/", proposals.proposals, name="proposals"),
    path("my-groups/<int:pk>/shows-of-hands/", register.hands, name="hands"),
    path("office/groups/<int:pk>/decisions/", office.register, name="office-register"),
    # proposals/<pk>/
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/details/", proposals.rewording, name="rewording"),
    path("proposals/<int:pk>/comments/", proposals.comments, name="comments"),
    path("proposals/<int:pk>/opening/", proposals.opening, name="opening"),
    path("proposals/<int:pk>/closing/", proposals.closing, name="closing"),
    path("proposals/<int:pk>/withdrawal/", proposals.withdrawal, name="withdrawal"),
    path("proposals/<int:pk>/ballot/", voting.ballot, name="ballot"),
    path("proposals/<int:pk>/proxy/", voting.proxy, name="proxy"),
    path("proposals/<int:pk>/secrecy/", secret.secrecy, name="secrecy"),
    path("proposals/<int:pk>/scrutineers/", secret.scrutineers, name="scrutineers"),
    path("proposals/<int:pk>/share/", secret.share, name="share"),
    path("proposals/<int:pk>/share/keeping/", secret.keeping, name="keeping"),
    path("proposals/<int:pk>/counting/", secret.counting, name="counting"),
    path("proposals/<int:pk>/paper/", secret.paper, name="paper"),
    # voters/<pk>/
    path("voters/<int:pk>/ballot/", voting.voter, name="voter"),
    # votes/<token>/
    path("votes/<str:token>/", voting.link, name="link"),
    path("votes/<str:token>/protest/", voting.protest, name="protest"),
    # decisions/<pk>/
    path("decisions/<int:pk>/", register.decision, name="decision"),
    path("decisions/<int:pk>/tasks/", register.tasks, name="tasks"),
    path("decisions/<int:pk>/review/", register.review, name="review"),
    path("decisions/<int:pk>/mandate/", register.mandate, name="mandate"),
]
