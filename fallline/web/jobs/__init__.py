"""Films and reports made for visitors in processes of their own."""
