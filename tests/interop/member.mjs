// People who use Element, as far as a homeserver and a bot can tell: matrix-js-sdk with its Rust
// crypto, in memory. One process holds any number of them.
//
// It speaks JSON lines. In:  {"id": 1, "member": "m1", "command": "send", ...arguments}
//                       Out: {"id": 1, "result": ...} or {"id": 1, "error": {"code", "message"}}
//                       and  {"news": "m1"} whenever something reached that member.
// Nothing here waits for what may never come: whoever asks looks again when there is news.
// It ends when its input ends.

import { createInterface } from "node:readline";

// Standard output is the protocol's. What the library says goes to standard error.
console.log = console.info = console.debug = console.warn = console.trace = console.error;

const sdk = await import("matrix-js-sdk");
const {
    AllDevicesIsolationMode,
    EventShieldColour,
    EventShieldReason,
    OnlySignedDevicesIsolationMode,
    VerificationPhase,
} = await import("matrix-js-sdk/lib/crypto-api/index.js");
const { Attachment, EncryptedAttachment } = await import("@matrix-org/matrix-sdk-crypto-wasm");

const members = new Map();

const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Every envelope of this member that carried something sealed for one device, or refused it. */
function recorder(sent) {
    return async (url, options) => {
        const address = new URL(url);
        const kind = /\/sendToDevice\/(m\.room\.encrypted|m\.room_key\.withheld)\//.exec(address.pathname)?.[1];
        const response = await fetch(url, options);
        if (kind !== undefined && response.ok) {
            for (const [user, devices] of Object.entries(JSON.parse(options.body).messages)) {
                for (const [device, content] of Object.entries(devices)) {
                    sent.push({ user, device, withheld: kind === "m.room.encrypted" ? null : content.code });
                }
            }
        }
        return response;
    };
}

/** Answers the homeserver when it wants the password before it takes a new identity. */
function withPassword(user, password) {
    return async (makeRequest) => {
        try {
            return await makeRequest(null);
        } catch (error) {
            if (error.httpStatus !== 401) throw error;
            return await makeRequest({
                type: "m.login.password",
                identifier: { type: "m.id.user", user },
                password,
                session: error.data.session,
            });
        }
    };
}

const start = async ({ member, homeserver, user, device, token, password, strict, sign }) => {
    const sent = [];
    const client = sdk.createClient({
        baseUrl: homeserver,
        userId: user,
        deviceId: device,
        accessToken: token,
        fetchFn: recorder(sent),
        timelineSupport: true,
    });
    client.setMaxListeners(0);
    const identify = withPassword(user, password);
    members.set(member, { client, sent, identify, histories: new Map(), requests: [] });
    await client.initRustCrypto({ useIndexedDB: false });
    const crypto = client.getCrypto();
    crypto.setDeviceIsolationMode(
        strict ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(false),
    );
    const news = () => write({ news: member });
    const prepared = new Promise((resolve, reject) => {
        client.on(sdk.ClientEvent.Sync, (state, _previous, data) => {
            if (state === "PREPARED") resolve();
            if (state === "ERROR") reject(data?.error ?? new Error("sync failed"));
            news();
        });
    });
    // The library decrypts beside its sync loop; a message is there when this says so.
    client.on(sdk.MatrixEventEvent.Decrypted, news);
    // 100 is what a homeserver gives at most: nothing of a test's length is left out of a timeline.
    // The library has one limit for the first sync and none for those that follow, where the
    // homeserver's own, of ten, would hold.
    const limit = 100;
    const filter = new sdk.Filter(user);
    filter.setTimelineLimit(limit);
    await client.startClient({ filter, initialSyncLimit: limit });
    await prepared;
    if (sign) await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: identify });
    return null;
};

const stop = async ({ client, member }) => {
    client?.stopClient();
    members.delete(member);
    return null;
};

const logout = async ({ client, member }) => {
    await client.logout(true);
    members.delete(member);
    return null;
};

// As Element makes a direct chat: encrypted from its first event, both with the same power.
const create_direct_chat = async ({ client, user, encrypted }) => {
    const { room_id } = await client.createRoom({
        preset: "trusted_private_chat",
        visibility: "private",
        is_direct: true,
        invite: [user],
        initial_state: encrypted
            ? [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }]
            : [],
    });
    return room_id;
};

const join = async ({ client, room }) => void (await client.joinRoom(room)) ?? null;
const leave = async ({ client, room }) => void (await client.leave(room)) ?? null;
const invite = async ({ client, room, user }) => void (await client.invite(room, user)) ?? null;
const set_display_name = async ({ client, name }) => void (await client.setDisplayName(name)) ?? null;

/** The next answer of the homeserver to a sync, if it takes a restart of it. */
const synced = (client) =>
    new Promise((resolve) => {
        client.on(sdk.ClientEvent.Sync, function look(state) {
            if (state !== "SYNCING") return;
            client.off(sdk.ClientEvent.Sync, look);
            resolve();
        });
    });

const send = async ({ client, room, text }) => {
    let sending = () => client.sendTextMessage(room, text);
    for (;;) {
        try {
            return (await sending()).event_id;
        } catch (error) {
            const known = client.getRoom(room);
            const unsent = known?.getLiveTimeline().getEvents().find((event) => event.error === error);
            if (error.name !== "ConnectionError" || unsent === undefined) throw error;
            await synced(client);
            if (unsent.status !== "not_sent") return unsent.getId(); // it had arrived after all
            // What pressing "Retry" does: the same event under the same transaction id.
            sending = () => client.resendEvent(unsent, known);
        }
    }
};

// Any event as the library sends it, so encrypted where the room is.
const send_event = async ({ client, room, type, content }) => (await client.sendEvent(room, type, content)).event_id;

const may_send_state = async ({ client, room, type }) =>
    client.getRoom(room).currentState.maySendStateEvent(type, client.getUserId());

const set_state = async ({ client, room, type, state_key }) =>
    void (await client.sendStateEvent(room, type, {}, state_key)) ?? null;

const rooms = async ({ client }) =>
    client.getRooms().map((room) => ({ room: room.roomId, membership: room.getMyMembership() }));

const room = async ({ client, room: id }) => {
    const room = client.getRoom(id);
    if (room === null) return null;
    const state = {};
    for (const [type, events] of room.currentState.events) {
        const event = events.get("");
        if (event !== undefined) state[type] = event.getContent();
    }
    const own = room.getMember(client.getUserId());
    return {
        membership: room.getMyMembership(),
        name: room.name,
        encrypted: room.hasEncryptionStateEvent(),
        may_send: room.maySendMessage(),
        version: room.getVersion(),
        members: Object.fromEntries(room.currentState.getMembers().map((m) => [m.userId, m.membership])),
        // Who last changed this member's own membership, and the reason they gave.
        changed_by: own?.events.member?.getSender() ?? null,
        reason: own?.events.member?.getContent().reason ?? null,
        state,
    };
};

const shield = async (crypto, event) => {
    const info = await crypto.getEncryptionInfoForEvent(event);
    return {
        shield: info === null ? null : EventShieldColour[info.shieldColour].toLowerCase(),
        shield_reason: info?.shieldReason == null ? null : EventShieldReason[info.shieldReason],
    };
};

/**
 * A room's events in order, each once. When a sync left some out, the library begins a new timeline
 * and forgets the old one; what lies between is fetched here, as scrolling back would.
 */
class History {
    #client;
    #room;
    #events = new Map();
    #live = null;
    #last = Promise.resolve();

    constructor(client, room) {
        this.#client = client;
        this.#room = room;
    }

    /** One look after the other: each begins where the last one ended. */
    look() {
        this.#last = this.#last.then(() => this.#catchUp());
        return this.#last;
    }

    async #catchUp() {
        const live = this.#room.getLiveTimeline();
        if (live !== this.#live) this.#add(await this.#before(live.getPaginationToken("b")));
        this.#live = live;
        // An own message has no status once the homeserver has shown it to us.
        this.#add(live.getEvents().filter((event) => event.status === null));
        return [...this.#events.values()];
    }

    #add(events) {
        for (const event of events) if (!this.#events.has(event.getId())) this.#events.set(event.getId(), event);
    }

    /** Everything before a place in the room that is not known yet. */
    async #before(token) {
        const missing = [];
        while (token) {
            const { chunk, end } = await this.#client.createMessagesRequest(this.#room.roomId, token, 100, "b");
            const fresh = chunk.filter((raw) => !this.#events.has(raw.event_id));
            missing.unshift(...fresh.reverse().map(this.#client.getEventMapper()));
            token = fresh.length === chunk.length ? end : undefined;
        }
        await Promise.all(missing.map((event) => this.#client.decryptEventIfNeeded(event)));
        return missing;
    }
}

const timeline = async ({ client, histories, room: id }) => {
    const room = client.getRoom(id);
    if (room === null) return [];
    if (!histories.has(id)) histories.set(id, new History(client, room));
    const messages = (await histories.get(id).look()).filter((event) => !event.isState());
    return await Promise.all(
        messages.map(async (event) => ({
            event_id: event.getId(),
            sender: event.getSender(),
            type: event.getType(),
            body: event.isDecryptionFailure() ? null : (event.getContent().body ?? null),
            msgtype: event.isDecryptionFailure() ? null : (event.getContent().msgtype ?? null),
            thread: event.getWireContent()["m.relates_to"]?.rel_type === "m.thread" ? event.threadRootId : null,
            encrypted: event.isEncrypted(),
            // null while it is being decrypted, too: then there will be news.
            undecryptable: event.decryptionFailureReason,
            decrypting: event.isBeingDecrypted() || event.shouldAttemptDecryption(),
            redacted: event.isRedacted(),
            ...(await shield(client.getCrypto(), event)),
        })),
    );
};

/** What pressing "Download" does: fetch the locked bytes, check their hash, unlock them. */
const download = async ({ client, room, event }) => {
    const content = client.getRoom(room).findEventById(event).getContent();
    const url = client.mxcUrlToHttp(content.file.url, undefined, undefined, undefined, false, true, true);
    const response = await fetch(url, { headers: { Authorization: `Bearer ${client.getAccessToken()}` } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const locked = new EncryptedAttachment(new Uint8Array(await response.arrayBuffer()), JSON.stringify(content.file));
    const { filename: name, info } = content;
    return { name, kind: info.mimetype, size: info.size, text: new TextDecoder().decode(Attachment.decrypt(locked)) };
};

const devices = async ({ client, user }) => {
    const crypto = client.getCrypto();
    const known = (await crypto.getUserDeviceInfo([user], true)).get(user) ?? new Map();
    return await Promise.all(
        [...known.keys()].map(async (device) => {
            const status = await crypto.getDeviceVerificationStatus(user, device);
            return {
                device,
                signed_by_owner: status?.signedByOwner ?? false,
                cross_signing_verified: status?.crossSigningVerified ?? false,
            };
        }),
    );
};

const identity = async ({ client, user }) => {
    const crypto = client.getCrypto();
    const published = await crypto.userHasCrossSigningKeys(user, true);
    const status = await crypto.getUserVerificationStatus(user);
    return {
        published,
        known: status.known,
        verified: status.isCrossSigningVerified(),
        needs_approval: status.needsUserApproval,
    };
};

const approve_identity = async ({ client, user }) =>
    void (await client.getCrypto().pinCurrentUserIdentity(user)) ?? null;

const reset_identity = async ({ client, identify }) => {
    await client.getCrypto().bootstrapCrossSigning({
        setupNewCrossSigning: true,
        authUploadDeviceSigningKeys: identify,
    });
    return null;
};

/** As signing in with the recovery key does: the same identity at a second device, which it signs. */
const share_identity = async ({ client, other }) => {
    const crypto = members.get(other).client.getCrypto();
    const { masterKey, self_signing_key, userSigningKey } =
        await client.getCrypto().olmMachine.exportCrossSigningKeys();
    await crypto.userHasCrossSigningKeys(client.getUserId(), true); // to know what is published
    await crypto.olmMachine.importCrossSigningKeys(masterKey, self_signing_key, userSigningKey);
    await crypto.crossSignDevice(members.get(other).client.getDeviceId());
    return null;
};

// "Only send messages to verified users", in the security settings.
const only_to_verified = async ({ client }) => {
    client.getCrypto().globalBlacklistUnverifiedDevices = true;
    return null;
};

/** Pressing "Verify": in the chat, as Element does, or to a device where one is given. */
const verify = async ({ client, member, requests, user, room, device }) => {
    const crypto = client.getCrypto();
    const request =
        device === null
            ? await crypto.requestVerificationDM(user, room)
            : await crypto.requestDeviceVerification(user, device);
    request.on("change", () => write({ news: member }));
    requests.push(request);
    return requests.length - 1;
};

const verification = async ({ requests, number }) => {
    const request = requests[number];
    if (request.phase !== VerificationPhase.Cancelled) return null;
    return { code: request.cancellationCode, by: request.cancellingUserId ?? null };
};

/** Since the last time this was asked: which devices something sealed went to, or a refusal. */
const sealed_for = async ({ sent }) => sent.splice(0);

const commands = {
    approve_identity,
    create_direct_chat,
    devices,
    download,
    identity,
    invite,
    join,
    leave,
    logout,
    may_send_state,
    only_to_verified,
    reset_identity,
    room,
    rooms,
    sealed_for,
    send,
    send_event,
    set_display_name,
    set_state,
    share_identity,
    start,
    stop,
    timeline,
    verification,
    verify,
};

async function answer({ id, command, ...rest }) {
    try {
        write({ id, result: await commands[command]({ ...rest, ...members.get(rest.member) }) });
    } catch (error) {
        write({ id, error: { code: error.errcode ?? error.name, message: error.message } });
    }
}

for await (const line of createInterface({ input: process.stdin })) answer(JSON.parse(line));
for (const { client } of members.values()) client.stopClient();
process.exit(0);
