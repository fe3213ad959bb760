import type { Provider, Type } from '@nestjs/common';
import { HttpPeers } from './http-peers.js';
import { OfferRequests } from './offer-requests.js';
import { PeerReplies } from './peer-replies.js';
import { PeerRequests } from './peer-requests.js';
import { SessionChoice } from './session-choice.js';
import { WhepController } from './whep.controller.js';
import { WhipController } from './whip.controller.js';

export const whepControllers: readonly Type<unknown>[] = [WhepController, WhipController];

export const whepProviders: readonly Provider[] = [HttpPeers, SessionChoice, PeerReplies, OfferRequests, PeerRequests];
