"""Jobs: films and reports for visitors, each made by a process of its own."""
