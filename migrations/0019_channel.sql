-- Ways on which people are told beside their inbox: what each one wants, what was carried on, and secret calendar links.

-- Whether the ways of its receiver were looked at; what was there before stays where it is.
ALTER TABLE message ADD COLUMN carried BIGINT NOT NULL DEFAULT 0 CHECK (carried IN (0, 1));
UPDATE message SET carried = 1;
CREATE INDEX message_to_carry ON message (at) WHERE carried = 0;

CREATE TABLE channel_choice (
  association TEXT NOT NULL,                   -- '' : the deployment, as accounts
  account BIGINT NOT NULL,
  topic TEXT NOT NULL CHECK (topic <> ''),
  channel TEXT NOT NULL CHECK (channel <> ''),
  PRIMARY KEY (association, account, topic, channel)
);

CREATE TABLE calendar_feed (
  association TEXT NOT NULL,
  account BIGINT NOT NULL,
  token_hash TEXT NOT NULL CHECK (length(token_hash) = 64),
  made_at BIGINT NOT NULL,
  PRIMARY KEY (association, account),
  UNIQUE (token_hash)
);

-- What was given up, for the page of the administrator.
CREATE INDEX outbox_failed ON outbox (association, seq) WHERE state = 'failed';
