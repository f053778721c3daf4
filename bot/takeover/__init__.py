"""The team's side of a conversation: joining, speaking, watching, handing back."""
