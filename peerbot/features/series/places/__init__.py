"""Places at the next date of a series: for whoever wants to be sure of one."""
