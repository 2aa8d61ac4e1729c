//! Placeholder, replaced by the room's own first lines.
