"""The stories of the demonstration, in the order in which they are told, which is that of their times."""

from deploy.stories import moved_office, not_delivered, notice_cancelled, withdrawn
from deploy.stories.story import Act, Expected, Story

__all__ = ["STORIES", "Act", "Expected", "Story"]

STORIES = (not_delivered.STORY, withdrawn.STORY, moved_office.STORY, notice_cancelled.STORY)
