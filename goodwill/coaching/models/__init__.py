"""What agents are told and taught: announcements, scripts and articles of their own."""

from goodwill.coaching.models.announcements import Announcement, AnnouncementVersion, Explanation, Receipt
from goodwill.coaching.models.articles import Article, ArticleRevision, ArticleWord
from goodwill.coaching.models.scripts import Run, Script, ScriptVersion

__all__ = [
    "Announcement",
    "AnnouncementVersion",
    "Article",
    "ArticleRevision",
    "ArticleWord",
    "Explanation",
    "Receipt",
    "Run",
    "Script",
    "ScriptVersion",
]
