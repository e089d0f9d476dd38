from lampion.board.models.post import Answer, Kind, Post, Visit

__all__ = ["Answer", "Kind", "Post", "Visit"]
