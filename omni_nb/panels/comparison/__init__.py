"""The comparison in a notebook: its widget, kept in step with what is asked and what comes."""
