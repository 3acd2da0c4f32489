"""The store: the only room that speaks SQL. Others hand values in and get values out, never sessions or rows."""
