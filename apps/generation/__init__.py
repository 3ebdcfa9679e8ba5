"""Work asked of the provider: jobs, their steps and their results."""
