"""Released figures as files: one source of rows, many formats. A writer knows nothing of what the rows mean."""
