"""The browser lab: application, pages, questions, classroom, job queue and what keeps a server up."""
