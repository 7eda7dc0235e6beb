"""What search reads: hobbies as folded words (search.py), the words of names, and synonyms."""

from django.db import models

from .hobbies import Hobby


class SearchDocument(models.Model):
    """The folded words of a hobby, each once, with a space before each; search_documents.py keeps them true.

    `name` has the words of its names in all languages, `head` those and the names of its categories and of
    all above them, `body` those and the words of its description, its organizer and its place. PostgreSQL
    has an index on the parts of their words (migration 0006); SQLite reads through all documents.
    """

    hobby = models.OneToOneField(Hobby, on_delete=models.CASCADE, primary_key=True, related_name="document")
    name = models.TextField()
    head = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return f"words of hobby {self.pk}"


class SearchWord(models.Model):
    """A folded word of a name: what a slip of the finger may have been meant for."""

    word = models.CharField(max_length=40, primary_key=True)

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """What else a word that people type may mean: any of the words, all of them needed, in `means`.

    Both are as people write them; every form of `word` counts. It says nothing about the way back.
    """

    id = models.AutoField(primary_key=True)
    word = models.CharField(max_length=40)
    means = models.CharField(max_length=200)

    class Meta:
        ordering = ["word", "means"]
        constraints = [
            models.UniqueConstraint(fields=["word", "means"], name="synonym_once"),
            models.CheckConstraint(condition=~models.Q(word="") & ~models.Q(means=""), name="synonym_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.means}"
