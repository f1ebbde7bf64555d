#include "cli/doctor/site_examination.hpp"

#include "adapters/ecd/endpoint_answer.hpp"
#include "core/clock_trust.hpp"
#include "core/events/reason_remedies.hpp"
#include "core/region_use.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecdsnap::cli {
namespace {

using boost::asio::awaitable;

constexpr core::Millis clock_warning = std::chrono::seconds{30};
// Of no desktop: ids have random letters and digits after "ecd-", and no words.
constexpr const char* no_desktop = "ecd-doctor-asks-in-vain";
constexpr const char* rights_remedy = "`ecdsnap ram-policy` prints the rights that the configuration needs";

std::string right_named(const char* action) {
    return fmt::format("right ecd:{}", action);
}

std::string answer_words(const core::Error& error) {
    std::string words = error.code.empty() ? error.message : error.code + ": " + error.message;
    if (!error.request_id.empty()) words += fmt::format(" (request {})", error.request_id);
    return words;
}

template <class T>
std::optional<core::Error> error_of(const ports::Answer<T>& answer) {
    if (answer.result.has_value()) return std::nullopt;
    return answer.result.error();
}

}  // namespace

SiteExamination::SiteExamination(SiteConnection& connection, ports::Clock& clock, core::AccountRights rights,
                                 bool discovered)
    : connection_(connection), clock_(clock), rights_(rights), discovered_(discovered) {}

void SiteExamination::add(std::string what, Verdict verdict, std::string said, std::string remedy) {
    findings_.push_back({core::text(connection_.site), std::move(what), verdict, std::move(said), std::move(remedy)});
}

Findings SiteExamination::findings() const {
    Findings all = findings_;
    if (!doing_.empty())
        all.push_back({core::text(connection_.site), doing_, Verdict::problem, "no answer in time",
                       "see what is between this machine and the endpoint: firewall, proxy, DNS"});
    return all;
}

awaitable<void> SiteExamination::run() {
    Next next = co_await reach();
    if (next == Next::go_on) next = co_await ask_key();
    if (next == Next::go_on) next = co_await ask_reads();
    if (next == Next::go_on) co_await ask_changes();
    doing_.clear();
}

// Without a key: what answers there, and what time it is there, does not depend on who asks.
awaitable<SiteExamination::Next> SiteExamination::reach() {
    doing_ = "connection";
    ports::HttpRequest request;
    request.method = "GET";
    request.target = "/";
    request.headers.emplace_back("accept", "application/json");
    auto answer = co_await connection_.transport->send(std::move(request));
    if (answer.has_error()) {
        note_no_answer(answer.error());
        key_ = co_await connection_.credentials->get();
        co_return Next::stop;
    }
    note_answer(answer.value());
    co_return Next::go_on;
}

void SiteExamination::note_passed(ConnectionStep step) {
    const bool has_none = step == ConnectionStep::tls && !connection_.encrypted;
    add(text(step), Verdict::ok, has_none ? "not used: plain http on loopback" : "passed");
}

void SiteExamination::note_no_answer(const core::Error& error) {
    const ConnectionStep failed = failed_step(error.message);
    for (const ConnectionStep step : {ConnectionStep::dns, ConnectionStep::tcp, ConnectionStep::tls}) {
        if (step == failed) break;
        if (failed != ConnectionStep::proxy) note_passed(step);
    }
    add(text(failed), Verdict::problem, error.message, remedy_of(failed));
}

void SiteExamination::note_answer(const ports::HttpAnswer& answer) {
    for (const ConnectionStep step : {ConnectionStep::dns, ConnectionStep::tcp, ConnectionStep::tls})
        note_passed(step);
    const adapters::EndpointAnswer read = adapters::read_endpoint_answer(answer);
    if (!read.is_the_gateways) foreign_ = read.said;
    if (read.server_date) note_clock(*read.server_date);
}

// How the service answers who asks without a key is not documented, so that a true answer to a signed call counts too.
SiteExamination::Next SiteExamination::settle_endpoint(const std::optional<core::Error>& error) {
    const bool true_answer = !error || (!error->code.empty() && !error->request_id.empty());
    if (true_answer || foreign_.empty()) {
        add("endpoint", Verdict::ok, "the service answers");
        return Next::go_on;
    }
    add("endpoint", Verdict::problem, foreign_,
        "log in to the network if it asks for that, or correct `endpoint` and the proxy: this is not the service");
    return Next::stop;
}

void SiteExamination::note_clock(core::WallTime server_date) {
    const core::Millis ahead = clock_.wall_now() - server_date;
    const std::string said = fmt::format("this machine's clock is {}", core::clock_difference_text(ahead));
    const core::Millis off = std::chrono::abs(ahead);
    clock_off_ = off > core::ClockTrust::tolerance;
    const char* const remedy = "set it right: `timedatectl set-ntp true`, or chrony; `timedatectl` shows its state";
    if (clock_off_)
        add("clock", Verdict::problem, said + ": no slot opens", remedy);
    else if (off > clock_warning)
        add("clock", Verdict::warning, said, remedy);
    else
        add("clock", Verdict::ok, said);
}

awaitable<SiteExamination::Next> SiteExamination::ask_key() {
    doing_ = "credentials";
    key_ = co_await connection_.credentials->get();
    co_return key_->has_error() ? Next::stop : Next::go_on;
}

awaitable<SiteExamination::Next> SiteExamination::ask_reads() {
    doing_ = "right ecd:DescribeRegions";
    const auto regions = co_await connection_.cloud->describe_regions();
    if (settle_endpoint(error_of(regions)) == Next::stop) co_return Next::stop;
    if (note_right("DescribeRegions", error_of(regions), rights_.regions) == Next::stop) co_return Next::stop;
    doing_ = "right ecd:DescribeDesktops";
    ports::DesktopQuery every;
    auto desktops = co_await connection_.cloud->describe_desktops(std::move(every));
    if (desktops.result.has_value()) {
        desktops_ = std::move(desktops.result.value().desktops);
        all_listed_ = desktops.result.value().next_token.empty();
    }
    if (note_right("DescribeDesktops", error_of(desktops), true) == Next::stop) co_return Next::stop;
    doing_ = "right ecd:DescribeSnapshots";
    ports::SnapshotQuery lately;
    lately.created_from = clock_.wall_now() - std::chrono::hours{1};
    const auto snapshots = co_await connection_.cloud->describe_snapshots(std::move(lately));
    if (note_right("DescribeSnapshots", error_of(snapshots), true) == Next::stop) co_return Next::stop;
    if (!rights_.importing) co_return Next::go_on;
    doing_ = "right ecd:DescribeAutoSnapshotPolicy";
    std::string first_page;
    const auto policies = co_await connection_.policies->describe_policies(std::move(first_page));
    co_return note_right("DescribeAutoSnapshotPolicy", error_of(policies), true);
}

// A call for a desktop that does not exist is refused for that, where the key has the right, and has no effect.
awaitable<void> SiteExamination::ask_changes() {
    if (rights_.creates) {
        doing_ = "right ecd:CreateSnapshot";
        ports::CreateSnapshotRequest request;
        request.desktop_id = no_desktop;
        request.name = "doctor-asks-in-vain";
        const auto created = co_await connection_.cloud->create_snapshot(std::move(request));
        note_change("CreateSnapshot", error_of(created));
    }
    if (!rights_.wakes) co_return;
    doing_ = "right ecd:WakeupDesktops";
    std::vector<std::string> to_wake{no_desktop};
    const auto woken = co_await connection_.cloud->wake_desktops(std::move(to_wake));
    note_change("WakeupDesktops", error_of(woken));
    doing_ = "right ecd:HibernateDesktops";
    std::vector<std::string> to_rest{no_desktop};
    const auto rested = co_await connection_.cloud->hibernate_desktops(std::move(to_rest));
    note_change("HibernateDesktops", error_of(rested));
}

SiteExamination::Next SiteExamination::note_right(const char* action, const std::optional<core::Error>& error,
                                                  bool needed) {
    const std::string right = right_named(action);
    if (!error) {
        add(right, Verdict::ok, "granted");
        return Next::go_on;
    }
    const std::string said = answer_words(*error);
    if (error->kind == core::ErrorClass::credentials) {
        add("key", Verdict::problem, said,
            "enable the key or use another one (account's `credentials`); one that systemd hands over is taken up by "
            "`systemctl restart ecdsnapd`");
        return Next::stop;
    }
    if (error->kind == core::ErrorClass::clock_skew) {
        add("key", clock_off_ ? Verdict::unknown : Verdict::problem, said, "set this machine's clock right");
        return Next::stop;
    }
    if (discovered_ && std::string_view(action) == "DescribeDesktops" && core::refuses_region(*error)) {
        left_out_ = true;
        add("region", Verdict::unknown, "left out, since desktops may not be listed here: " + said);
        return Next::stop;
    }
    if (error->kind == core::ErrorClass::permission)
        add(right, needed ? Verdict::problem : Verdict::unknown,
            said + (needed ? "" : "; nothing in the configuration needs it"), needed ? rights_remedy : "");
    else if (error->kind == core::ErrorClass::throttled)
        add(right, Verdict::unknown, said, "ask again later");
    else
        add(right, Verdict::problem, said,
            "the code says what is wrong; try again, then show it to the service's support");
    return Next::go_on;
}

void SiteExamination::note_change(const char* action, const std::optional<core::Error>& error) {
    const std::string right = right_named(action);
    if (!error) {
        add(right, Verdict::warning, "the service took a call for a desktop that does not exist",
            "nothing can have come of it; please report this");
        return;
    }
    const std::string said = answer_words(*error);
    switch (error->kind) {
        case core::ErrorClass::permission: add(right, Verdict::problem, said, rights_remedy); break;
        case core::ErrorClass::gone:
        case core::ErrorClass::bad_request:
        case core::ErrorClass::not_ready:
            add(right, Verdict::ok, "granted, it seems: refused only for the desktop, which does not exist: " + said);
            break;
        case core::ErrorClass::quota:
            add(right, Verdict::unknown, "not told, since the quota is looked at first");
            add(core::text(error->kind), Verdict::problem, said, std::string(core::remedy_for(error->kind)));
            break;
        default: add(right, Verdict::unknown, "cannot be tested harmlessly: " + said); break;
    }
}

}  // namespace ecdsnap::cli
