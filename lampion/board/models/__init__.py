from lampion.board.models.digest import Digest, DigestChoice, Rhythm
from lampion.board.models.post import Answer, Kind, Post, Visit

__all__ = ["Answer", "Digest", "DigestChoice", "Kind", "Post", "Rhythm", "Visit"]
