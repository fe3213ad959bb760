/** What differs between two versions of a model's schema. */
export type SchemaChangeKind =
  | 'model_renamed'
  | 'track_added'
  | 'track_removed'
  | 'track_renamed'
  /** Its kind or its direction is another. */
  | 'track_changed'
  | 'command_added'
  | 'command_removed'
  | 'reply_added'
  | 'reply_removed'
  | 'reply_changed'
  | 'message_added'
  | 'message_removed'
  | 'field_added'
  | 'field_removed'
  | 'field_required'
  | 'field_optional'
  | 'type_changed'
  | 'null_added'
  | 'null_removed'
  | 'bound_tightened'
  | 'bound_loosened'
  | 'choice_added'
  | 'choice_removed'
  | 'pattern_changed'
  | 'default_changed';

/** One difference between two versions of a model's schema. */
export interface SchemaChange {
  readonly kind: SchemaChangeKind;
  /** A client that was written for the old schema may fail with the new one. */
  readonly breaking: boolean;
  /** `commands.set_speed.speed`, `messages.report`, `tracks.main_video`. */
  readonly place: string;
  /** What happened there, for people: `at most 2 now, 4 before`. */
  readonly text: string;
}
