"""The public addresses."""

from django.urls import path

from doudi.portal import board

urlpatterns = [
    path("", board.board, name="board"),
    path("book/", board.book, name="book"),
    path("book/<path:path>", board.book, name="book-page"),
    path("robots.txt", board.robots, name="robots"),
]
