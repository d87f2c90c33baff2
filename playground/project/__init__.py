"""What is saved and exported: projects, their files, code made from canvases. No Qt."""
