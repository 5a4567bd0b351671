-- The last event's time stands beside its seq: whoever logs in is told it for each conversation, and reads no log for it.
ALTER TABLE conversations ADD COLUMN head_at BIGINT; -- null while there is no event
UPDATE conversations SET head_at = (SELECT at FROM events e WHERE e.conversation_id = conversations.id AND e.seq = conversations.head);
