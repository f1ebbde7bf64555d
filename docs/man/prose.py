"""What the manual pages say beside the tables they are made from."""

DATE = '2026-11-30'  # of the last change to these words

EXIT_CODES = [
    (0, 'Good.'),
    (1, 'Not good: no daemon answers, something is wrong, or it was refused.'),
    (2, 'The command line or the configuration cannot be used.'),
    (10, 'Partly: some disks were missed or failed, or some slots do not fit.'),
]

KEY_PATHS = ('Keys of mappings are written with dots, `[]` stands for each element of a list and `NAME` for a name that '
             'you choose. Durations are written as 45m, 1h30m or 2d. An unknown key is an error; `ecdsnap check` names '
             'every problem with its line.')

ECDSNAP = {
    'description': '''
`ecdsnap` asks a running ecdsnapd(8) over its control socket, changes what may be changed at run time, and answers
from the configuration alone what needs no daemon: what is due, for which desktops, and whether it fits.

Reading is for everyone who may open the socket. `run`, `pause`, `resume`, `approve` and `reload` are for root, the
daemon's own user and members of the group that `control.admin_group` of ecdsnapd.yaml(5) names.

Tables are cut to the width of a terminal, and never elsewhere. With `--json` every command prints JSON, by a JSON Schema
of each command; keys are added in later versions, never renamed. What only hands on an answer of the daemon refers to
the OpenAPI document of the control socket.''',
    'environment': [
        ('COLUMNS', 'The width of tables, where standard output is a terminal.'),
        ('HTTPS_PROXY, ALL_PROXY, NO_PROXY', 'How calls to the cloud get out, of commands that ask it.'),
        ('ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'The first place of the default credentials; '
         'ecdsnapd.yaml(5) names the others.'),
    ],
    'files': [
        ('/etc/ecdsnapd/ecdsnapd.yaml', 'The configuration, unless `--config` names another.'),
        ('/run/ecdsnapd/control.sock', 'The control socket, unless the configuration names another.'),
        ('/usr/share/ecdsnapd/schemas/cli/COMMAND.schema.json', 'What `--json` prints.'),
        ('/usr/share/doc/ecdsnapd/api/openapi.yaml', 'The control socket, for programs of your own.'),
    ],
    'see': [('jq', 1), ('journalctl', 1), ('systemctl', 1)],
}

ECDSNAPD = {
    'description': '''
`ecdsnapd` backs up Alibaba Cloud ECD cloud computers ("desktops"). It reads policies, watches the state of every
desktop, and calls CreateSnapshot when slots are due. Every disk that a policy matches ends each slot with one recorded
outcome: done, skipped, missed or failed, with a reason.

Without `--check` or `--once` it serves in the foreground. Under systemd it tells its state, answers the watchdog and
reloads on `systemctl reload`. What was sent and not answered when it stops is looked for at the next start; no snapshot
is made twice.

Each event of the log has a stable id such as ECDS-1206; ecdsnapd-events(7) lists them. An error means that a
snapshot did not happen, a warning that it may not.''',
    'sections': [
        ('LOG', '''
Under systemd events are entries of the journal with fields of their own, on a terminal lines for people, elsewhere one
JSON object a line on standard error, by `log-line.schema.json`. `log` of ecdsnapd.yaml(5) says otherwise, and may name
a file that rotates. One event stands for all desktops with the same cause. The daemon never waits for the log.'''),
        ('JOURNAL FIELDS', [
            ('MESSAGE, PRIORITY', 'One sentence for people; 3 of an error, 4 of a warning, 6 of info, 7 of debug.'),
            ('MESSAGE_ID', 'Of the kind of event. By it `journalctl -x` adds cause and remedy, in English or Chinese.'),
            ('ECDSNAP_ID, ECDSNAP_EVENT', 'ECDS-1204, and the same as a word: task_missed.'),
            ('ECDSNAP_VERSION', 'Of the program.'),
            ('ECDSNAP_FIELD', 'Each field of the event in capitals, as far as it applies: ECDSNAP_POLICY, ECDSNAP_SLOT, '
             'ECDSNAP_SITE, ECDSNAP_DESKTOP, ECDSNAP_REASON, ... `journalctl ECDSNAP_POLICY=nightly` selects by them.'),
        ]),
        ('METRICS AND HEALTH', '''
`http://127.0.0.1:9797/metrics` has metrics for Prometheus, `/healthz` tells whether the daemon works and `/readyz`
whether every site is served, both with the reasons in JSON and with 503 where not. `metrics` of ecdsnapd.yaml(5)
chooses the address; elsewhere than on loopback it wants TLS or a password. Names and meanings, alert rules and a board
are in `/usr/share/doc/ecdsnapd/examples/monitoring`.'''),
        ('NOTIFICATIONS', '''
`notifications` of ecdsnapd.yaml(5) tells people of errors and warnings: robots of DingTalk, Feishu, WeCom and Slack,
e-mail and webhooks; one message for one problem, again while it lasts, and once more when it is over. A heartbeat
pings a service that raises the alarm when it stays away, which no message can do. They never hold up a snapshot.
`ecdsnap notify --test` tries them.'''),
    ],
    'signals': [
        ('SIGHUP', 'Reads the configuration again: all of it is in force then or, with a problem, nothing.'),
        ('SIGTERM, SIGINT', 'Stops: nothing new is sent, calls that are under way may end within `grace`. A second one '
         'ends at once.'),
    ],
    'files': [
        ('/etc/ecdsnapd/ecdsnapd.yaml', 'The configuration, ecdsnapd.yaml(5).'),
        ('/etc/ecdsnapd/policies.d/*.yaml', 'Policies, ecdsnap-policy(5), where `policies` of the configuration says so.'),
        ('/var/lib/ecdsnapd/ledger.db', 'The ledger: slots, tasks, snapshots, pauses. Keep it on a local disk.'),
        ('/run/ecdsnapd/control.sock', 'The control socket.'),
    ],
    'see': [('systemd.exec', 5), ('systemd-creds', 1), ('journalctl', 1), ('systemd.journal-fields', 7)],
}

SETTINGS = {
    'description': '''
The file is YAML. Relative paths start at its folder. It is read at the start of ecdsnapd(8) and again on a reload;
accounts, the ledger and the socket need a restart, and a reload that would change them is refused.

No key of an account belongs into this file: `credentials` says where it comes from. Editors with the YAML language
server complete and check the file by `/usr/share/ecdsnapd/schemas/ecdsnapd.schema.json`.''',
    'example': '''accounts:
  - name: main
    credentials: default
    regions: [cn-hangzhou]
policies: policies.d''',
    'files': [('/etc/ecdsnapd/ecdsnapd.yaml', 'Where it is looked for.')],
}

POLICY = {
    'description': '''
Every *.yaml of the folder that `policies` of ecdsnapd.yaml(5) names holds policies, and may hold calendars, templates
and defaults. A policy says which desktops, when slots are due, how long after that a snapshot may still start, and
what snapshots are called.

`ecdsnap show NAME` prints a policy with all it inherits, `ecdsnap plan` the slots that come, `ecdsnap explain DESKTOP`
which policies cover a desktop and why.''',
    'examples': ['nightly.yaml', 'two-offices.yaml', 'recovery-point.yaml'],
}

EVENTS = {
    'description': '''
What ecdsnapd(8) tells in its log. The id and the name of an event never change their meaning and are never used again;
messages may change. `error`: a snapshot or deletion did not happen; `warning`: it may not; `info`: state changed;
`debug`: detail.

`ecdsnap events ECDS-1204` shows one of them, in Chinese with `--language zh`, `ecdsnap events --json` all for programs.
In the journal `journalctl ECDSNAP_EVENT=task_missed` finds it, `journalctl -x` shows cause and remedy below each entry;
its `MESSAGE_ID` is `{message_id}` and the four digits of the id. `notifications` of ecdsnapd.yaml(5) takes the names.''',
    'fields': '''
Each has one meaning and one type in all events. A field that does not apply is absent. In the journal they are
capitals behind `ECDSNAP_`, all of them texts; in JSON numbers are numbers.''',
    'see': [('journalctl', 1)],
}

EMULATOR = {
    'description': '''
A strict, stateful imitation of Alibaba Cloud's ECD API with a made-up fleet of cloud computers. An account whose
`endpoint` in ecdsnapd.yaml(5) is the emulator's address works on that fleet and nothing else: nights can be made as
bad as they may be, and what is really there afterwards can be looked at.

It prints "listening on URL" once it is ready. The key is testid and testsecret unless others are given, only loopback
addresses are served, nothing is kept on disk but what `--tls` makes, and SIGTERM ends it. State, counters and more are
shown below `URL/_admin/`.''',
    'example': '''
curl -s http://127.0.0.1:18080/_admin/counters
curl -s http://127.0.0.1:18080/_admin/duplicates''',
    'files': [('/usr/share/doc/ecdsnapd/emulator.md', 'What it imitates, what is a guess, and every kind of fault.')],
}
