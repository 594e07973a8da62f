"""Reading a plan document: from decoded text to a draft of a :class:`~jidi.model.plan.Plan`."""
