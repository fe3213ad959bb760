'use strict';

/** The application cannot be changed as asked; nothing of it was. The message says what to do. */
class Refusal extends Error {
  /**
   * @param {'no_application' | 'unreadable' | 'unsupported' | 'bad_name' | 'already_exists'} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

module.exports = { Refusal };
