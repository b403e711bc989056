"""What a person sees: live while it comes, ordinary outputs when it has ended."""
