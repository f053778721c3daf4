"""A server that speaks OpenAI's API from a script, to test and demonstrate the LLM side without OpenAI."""
