"""What people ask and are told about rooms, in their own chats."""
