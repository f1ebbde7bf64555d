#include "emulator/command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>

namespace ecdsnap::emulator {
namespace {

constexpr const char* examples = R"(Examples:
  A small mixed fleet to try policies on:
    ecd-emulator --listen 127.0.0.1:18080 --desktops 12 --regions cn-hangzhou,cn-shanghai \
      --states Running=60,Stopped=30,Starting=5,Hibernated=5 --snapshot-seconds 3-8
  A bad night:
    ecd-emulator --listen 127.0.0.1:18080 --desktops 1000 --list-lag 3 --name-filter substring \
      --fault lost-after-effect=10% --fault 5xx-with-effect=5% --fault torn=5% --fault late-effect=2%:1-20s \
      --throttle 30 --latency all:5-50ms
  With TLS (clients trust tls/ca.pem):
    ecd-emulator --listen 127.0.0.1:18443 --tls --tls-dir tls

SCOPE is all, reads or the name of an action; without it a fault or a latency concerns CreateSnapshot.
Faults: lost-before-effect, lost-after-effect, late-effect, 5xx, 5xx-with-effect, torn, html, html-with-effect, hang,
hang-with-effect, forbidden, revoked, quota, portal, and (without SCOPE) failed-snapshot, hung-snapshot. State, counters and more: GET /_admin/.)";

/// What the options are read into before they are checked together.
struct Texts {
    std::vector<std::string> faults, throttles, latencies;
    std::vector<std::string> access_keys, secrets, tokens;
};

Parsed<ListenAddress> read_address(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return Problem{"\"" + text + "\" is not of the form 127.0.0.1:PORT"};
    ListenAddress address;
    address.host = text.substr(0, colon);
    if (address.host == "localhost") address.host = "127.0.0.1";
    if (!address.host.starts_with("127.")) return Problem{"only loopback addresses (127.x.x.x) are served"};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, address.port);
    if (error != std::errc{} || stop != end) return Problem{"\"" + text + "\" does not end in a port number"};
    return address;
}

Parsed<NameMatch> read_name_match(const std::string& text) {
    if (text == "exact") return NameMatch::exact;
    if (text == "substring") return NameMatch::substring;
    return Problem{"\"" + text + "\" is neither exact nor substring"};
}

Parsed<DescriptionRule> read_description_rule(const std::string& text) {
    DescriptionRule rule;
    if (text == "keep") return rule;
    if (text == "drop") {
        rule.kind = DescriptionRule::Kind::drop;
        return rule;
    }
    if (!text.starts_with("cut:")) return Problem{"\"" + text + "\" is none of keep, cut:N and drop"};
    const auto characters = read_number(std::string_view(text).substr(4));
    if (!characters) return characters.error();
    rule.kind = DescriptionRule::Kind::cut;
    rule.characters = static_cast<std::size_t>(*characters);
    return rule;
}

/// An option whose text goes through `read`; what is wrong with it becomes CLI11's message.
template <class Target, class Read>
void add_parsed(CLI::App& app, const char* name, Target& target, Read read, const char* description) {
    app.add_option_function<std::string>(
        name,
        [&target, read, name](const std::string& text) {
            auto value = read(text);
            if (!value) throw CLI::ValidationError(name, value.error().text);
            target = std::move(*value);
        },
        description);
}

void add_server_options(CLI::App& app, Options& options) {
    add_parsed(app, "--listen", options.listen, read_address,
               "127.0.0.1:PORT; 0 chooses a port. Printed as \"listening on URL\" once ready (default 127.0.0.1:0)");
    add_parsed(app, "--admin", options.admin, read_address,
               "127.0.0.1:PORT of an admin listener of its own, plain HTTP (default: the same listener, /_admin/...)");
    app.add_flag("--tls", options.tls.on, "Serve HTTPS");
    auto* cert = app.add_option("--cert", options.tls.certificate, "PEM file: certificate chain (with --key)");
    auto* key = app.add_option("--key", options.tls.key, "PEM file: private key (with --cert)");
    cert->needs(key);
    key->needs(cert);
    app.add_option("--tls-dir", options.tls.directory,
                   "Without --cert: directory for a self-made authority (ca.pem) and server certificate (default: .)");
    app.add_option("--seed", options.seed, "Everything random follows from it (default 1)");
}

void add_fleet_options(CLI::App& app, Options& options) {
    FleetSettings& fleet = options.fleet;
    app.add_option("--desktops", fleet.desktops, "How many desktops (default 10)")->check(CLI::Range(0, 5'000'000));
    app.add_option("--regions", fleet.regions, "Comma-separated; desktops are dealt in turn (default cn-hangzhou)")
        ->delimiter(',');
    app.add_option("--closed-regions", options.rules.closed_regions,
                   "Comma-separated; DescribeRegions names them, all else is refused there (default none)")
        ->delimiter(',');
    add_parsed(app, "--states", fleet.states, read_state_weights,
               "Weights, as in Running=60,Stopped=30,Expired=10 (default: all Running)");
    add_parsed(app, "--data-disks", fleet.data_disks, read_share, "Share of desktops with a data disk (default 50%)");
    add_parsed(app, "--pooled", fleet.pooled, read_share,
               "Share of desktops in a desktop group, listed only with FilterDesktopGroup=false (default 0%)");
    app.add_option("--office-sites", fleet.office_sites, "Office sites per region (default 2)")
        ->check(CLI::Range(1, 1000));
}

void add_service_options(CLI::App& app, Options& options) {
    CloudRules& rules = options.rules;
    add_parsed(app, "--snapshot-seconds", rules.snapshot_lasts, read_time_range,
               "How long a snapshot takes: S or A-B (default 5)");
    add_parsed(app, "--transition-seconds", rules.transition, read_time_range,
               "How long Starting lasts until Running, Stopping until Stopped: S or A-B (default 10)");
    app.add_option_function<double>(
           "--list-lag",
           [&rules](double seconds) { rules.list_lag = Duration{static_cast<Duration::rep>(seconds * 1e6)}; },
           "Seconds until DescribeSnapshots shows a new snapshot (default 0)")
        ->check(CLI::Range(0.0, 86400.0));
    add_parsed(app, "--name-filter", rules.name_match, read_name_match,
               "How DescribeSnapshots matches SnapshotName: exact or substring (default exact)");
    add_parsed(app, "--description", rules.description, read_description_rule,
               "What comes back of a Description: keep, cut:N (characters) or drop (default keep)");
    add_parsed(app, "--auto-snapshots", options.automatic.share, read_share,
               "Share of disks with a snapshot of the service's own in progress at start (default 0%)");
    add_parsed(app, "--auto-seconds", options.automatic.last, read_time_range,
               "How long those take: S or A-B (default 60)");
}

void add_account_options(CLI::App& app, Texts& texts) {
    app.add_option("--access-key", texts.access_keys, "Access key id; repeat for several (default testid)");
    app.add_option("--access-key-secret", texts.secrets, "Its secret, one for each key (default testsecret)");
    app.add_option("--security-token", texts.tokens, "Its security token, which is then required; one for each key");
}

void add_fault_options(CLI::App& app, Texts& texts) {
    app.add_option("--fault", texts.faults, "[SCOPE:]KIND=SHARE, as in torn=5% or late-effect=2%:1-20s; repeat");
    app.add_option("--throttle", texts.throttles,
                   "RATE[:ACTION][@token-bucket|fixed-second|sliding-second][,dialect=retry-after|ratelimit|bare], per "
                   "account and region; repeat");
    app.add_option("--latency", texts.latencies,
                   "[SCOPE:]A-Bms: answers wait so long, effects do not; repeat, latencies add up");
}

std::vector<Account> pair_accounts(const Texts& texts) {
    const auto& keys = texts.access_keys;
    if (keys.empty() && texts.secrets.empty()) {
        if (texts.tokens.size() > 1) throw CLI::ValidationError("--security-token", "give one for each --access-key");
        return {Account{"testid", "testsecret", texts.tokens.empty() ? "" : texts.tokens[0]}};
    }
    if (keys.size() != texts.secrets.size()) {
        throw CLI::ValidationError("--access-key-secret", "give one for each --access-key");
    }
    if (!texts.tokens.empty() && texts.tokens.size() != keys.size()) {
        throw CLI::ValidationError("--security-token", "give one for each --access-key");
    }
    std::vector<Account> accounts;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        accounts.push_back(Account{keys[i], texts.secrets[i], texts.tokens.empty() ? "" : texts.tokens[i]});
    }
    return accounts;
}

void check_regions(const std::vector<std::string>& regions) {
    for (const std::string& region : regions) {
        if (region.empty() || region.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
            throw CLI::ValidationError("--regions", "\"" + region + "\" is not the name of a region");
        }
        if (std::ranges::count(regions, region) > 1) {
            throw CLI::ValidationError("--regions", region + " is named twice");
        }
    }
}

template <class Target>
void read_all(Target& target, const std::vector<std::string>& texts, const char* option) {
    auto value = Target::read(texts);
    if (!value) throw CLI::ValidationError(option, value.error().text);
    target = std::move(*value);
}

void check_together(Options& options, const Texts& texts) {
    options.accounts = pair_accounts(texts);
    read_all(options.faults, texts.faults, "--fault");
    read_all(options.throttle, texts.throttles, "--throttle");
    read_all(options.latency, texts.latencies, "--latency");
    std::vector<std::string> regions = options.fleet.regions;
    regions.insert(regions.end(), options.rules.closed_regions.begin(), options.rules.closed_regions.end());
    check_regions(regions);
    options.fleet.transition = options.rules.transition;
    if (!options.tls.on && !(options.tls.certificate.empty() && options.tls.directory.empty())) {
        throw CLI::ValidationError("--tls", "--cert, --key and --tls-dir need it");
    }
    if (options.tls.directory.empty()) options.tls.directory = ".";
}

}  // namespace

std::variant<Options, int> read_command_line(int argc, const char* const* argv) {
    CLI::App app{
        "ecd-emulator: a strict, stateful imitation of the ECD API on loopback, to rehearse snapshot policies."};
    app.footer(examples);
    Options options;
    Texts texts;
    add_server_options(app, options);
    add_fleet_options(app, options);
    add_service_options(app, options);
    add_account_options(app, texts);
    add_fault_options(app, texts);
    try {
        app.parse(argc, argv);
        check_together(options, texts);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? 0 : 2;
    }
    return options;
}

}  // namespace ecdsnap::emulator
