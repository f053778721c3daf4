"""What a message is for, learnt from examples: asked where the signs of the rules leave a message unclear."""

from bot.brains.embedded.learnt.intents import Encoder, LearntIntents

__all__ = ["Encoder", "LearntIntents"]
