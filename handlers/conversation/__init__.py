"""What a person typed or tapped, resolved to one entry of the menu: the open question first."""
