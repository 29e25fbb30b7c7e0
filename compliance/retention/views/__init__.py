"""Pages of keeping and disposal: for the leads and the inspectorate."""
