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

Reading is for everyone who may open the socket. `run`, `pause`, `resume`, `approve` and `reload` are for root and
the daemon's own user.

Tables are cut to the width of a terminal, and never elsewhere. With `--json` every command prints JSON; keys are added
in later versions, never renamed.''',
    'environment': [
        ('COLUMNS', 'The width of tables, where standard output is a terminal.'),
        ('HTTPS_PROXY, ALL_PROXY, NO_PROXY', 'How calls to the cloud get out, of commands that ask it.'),
        ('ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'The first place of the default credentials; '
         'ecdsnapd.yaml(5) names the others.'),
    ],
    'files': [
        ('/etc/ecdsnapd/ecdsnapd.yaml', 'The configuration, unless `--config` names another.'),
        ('/run/ecdsnapd/control.sock', 'The control socket, unless the configuration names another.'),
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

The log goes to standard error: lines for people on a terminal, JSON elsewhere. Each event has a stable id such as
ECDS-1206. An error means that a snapshot did not happen, a warning that it may not.''',
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
    'see': [('systemd.exec', 5), ('systemd-creds', 1)],
}

SETTINGS = {
    'description': '''
The file is YAML. Relative paths start at its folder. It is read at the start of ecdsnapd(8) and again on a reload;
accounts, the ledger and the socket need a restart, and a reload that would change them is refused.

No key of an account belongs into this file: `credentials` says where it comes from. Editors with the YAML language
server complete and check the file by `schemas/ecdsnapd.schema.json`.''',
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
