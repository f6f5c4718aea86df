"""The public addresses."""

from django.urls import path

from doudi.portal import board, book

urlpatterns = [
    path("", board.board, name="board"),
    path("notices/<uuid:token>/", board.notice, name="public-notice"),
    path("book/", book.book, name="book"),
    path("book/<path:path>", book.book, name="book-page"),
    path("robots.txt", board.robots, name="robots"),
]
