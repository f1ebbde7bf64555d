#include "cli/probe/probe_run.hpp"

#include "core/error.hpp"
#include "core/text/duration_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::cli {
namespace {

using boost::asio::awaitable;

constexpr core::Millis look_every = std::chrono::milliseconds{500};
constexpr core::Millis look_seldom = std::chrono::seconds{5};
constexpr core::Millis soon = std::chrono::seconds{30};  // so long it is looked often
constexpr int most_failed_looks = 10;                    // in a row, before what was made is left there
constexpr core::Millis longest_lag = std::chrono::minutes{3};
constexpr core::Millis longest_snapshot = std::chrono::minutes{45};
constexpr std::size_t description_length = 128;  // characters, the most that the documents allow

std::string token_from(std::uint64_t random) {
    constexpr std::string_view letters = "bcdfghjkmnpqrstvwxyz23456789";  // no word comes of these
    std::string token;
    for (int i = 0; i < 10; ++i, random /= letters.size())
        token += letters[random % letters.size()];
    return token;
}

// As long as it may be, so that a cut shows.
std::string whole_description(const std::string& token) {
    std::string text = fmt::format("ecdsnap doctor --probe {}: made for a test, deleted by it; ", token);
    while (text.size() < description_length)
        text += static_cast<char>('0' + text.size() % 10);
    return text;
}

std::string seconds_text(core::Millis span) {
    return fmt::format("{:.1f} s", std::chrono::duration<double>(span).count());
}

std::string refusal_words(const core::Error& error) {
    return fmt::format("{} (HTTP {}), which counts as {}: {}", error.code.empty() ? "no code" : error.code,
                       error.http_status, core::text(error.kind), error.message);
}

}  // namespace

ProbeRun::ProbeRun(SiteConnection& connection, ports::Clock& clock, ports::Random& random, std::string desktop_id,
                   Tell tell)
    : connection_(connection),
      clock_(clock),
      alarm_(clock.make_alarm()),
      tell_(std::move(tell)),
      token_(token_from(random.next())) {
    result_.site = connection.site;
    result_.desktop_id = std::move(desktop_id);
    result_.began = clock.wall_now();
}

void ProbeRun::answer(std::string question, std::string word, std::string said) {
    result_.answers.push_back({std::move(question), std::move(word), std::move(said)});
}

void ProbeRun::stop(std::string why) {
    if (result_.stopped_by.empty()) result_.stopped_by = std::move(why);
}

awaitable<void> ProbeRun::run() {
    co_await ask();
    co_await clean_up();
}

awaitable<void> ProbeRun::ask() {
    const std::string description = whole_description(token_);
    const auto first = co_await create("ecdsnap-probe-" + token_ + "-one", description);
    if (first.has_error()) {
        stop("the first snapshot was not made: " + refusal_words(first.error()));
        co_return;
    }
    const bool listed = co_await find_lag(made_.front());
    if (!listed) co_return;
    co_await find_busy();
    const bool ended = co_await wait_ended(made_.front());
    if (!ended) co_return;
    co_await find_name_filter();
    co_await find_equal_names();
}

awaitable<core::Result<std::string>> ProbeRun::create(std::string name, std::string description) {
    ports::CreateSnapshotRequest request;
    request.desktop_id = result_.desktop_id;
    request.disk = core::DiskKind::system;
    request.name = name;
    request.description = description;
    auto answered = co_await connection_.cloud->create_snapshot(std::move(request));
    if (answered.result.has_value()) {
        tell_(fmt::format("made {} ({})", answered.result.value(), name));
        made_.push_back({answered.result.value(), result_.desktop_id, std::move(name), std::move(description)});
    } else if (answered.result.error().effect == core::Effect::unknown) {
        stop(fmt::format("the answer to a CreateSnapshot was lost, so there may be a snapshot named {}: {}", name,
                         answered.result.error().message));
    }
    co_return std::move(answered.result);
}

awaitable<ProbeRun::Listing> ProbeRun::list() {
    std::vector<core::Snapshot> all;
    ports::SnapshotQuery query;
    query.desktop_id = result_.desktop_id;
    for (;;) {
        ports::SnapshotQuery page_query = query;
        auto page = co_await connection_.cloud->describe_snapshots(std::move(page_query));
        if (page.result.has_error()) co_return page.result.error();
        std::ranges::move(page.result.value().snapshots, std::back_inserter(all));
        if (page.result.value().next_token.empty()) co_return all;
        query.next_token = std::move(page.result.value().next_token);
    }
}

awaitable<void> ProbeRun::wait(core::Millis pause) {
    const core::SteadyTime until = clock_.steady_now() + pause;
    while (clock_.steady_now() < until) {
        const bool rung = co_await alarm_->wait_until(until);
        (void)rung;
    }
}

// How long a listing lacks a snapshot that was accepted.
awaitable<bool> ProbeRun::find_lag(const ProbeSnapshot& first) {
    tell_("looking how soon the listing shows it");
    const core::SteadyTime accepted = clock_.steady_now();
    core::SteadyTime asked = accepted;
    core::Millis missing{0};  // the newest listing without it began so long after
    while (asked - accepted < longest_lag) {
        asked = clock_.steady_now();
        const Listing listing = co_await list();
        const core::Snapshot* found = listing.has_value() ? find_in(listing.value(), first) : nullptr;
        if (found != nullptr) {
            const auto shown = std::chrono::duration_cast<core::Millis>(asked - accepted);
            answer("listing_lag", missing == core::Millis{0} ? "none" : "late",
                   missing == core::Millis{0}
                       ? "the first listing after the answer showed it"
                       : fmt::format("more than {}, at most {}", seconds_text(missing), seconds_text(shown)));
            note_description(first.description, *found);
            co_return true;
        }
        if (listing.has_value()) missing = std::chrono::duration_cast<core::Millis>(asked - accepted);
        co_await wait(look_every);
    }
    answer("listing_lag", "unknown", fmt::format("not shown within {}", seconds_text(longest_lag)));
    stop("the listing does not show the snapshot");
    co_return false;
}

void ProbeRun::note_description(const std::string& sent, const core::Snapshot& listed) {
    const std::string& back = listed.description;
    if (back == sent)
        answer("description", "whole", fmt::format("{} characters came back as they were sent", sent.size()));
    else if (back.empty())
        answer("description", "dropped", fmt::format("{} characters were sent, none came back", sent.size()));
    else if (sent.starts_with(back))
        answer("description", "cut", fmt::format("the first {} of {} characters came back", back.size(), sent.size()));
    else
        answer("description", "changed", fmt::format("sent \"{}\", came back \"{}\"", sent, back));
}

// What a second snapshot of the disk is answered while the first is in progress.
awaitable<void> ProbeRun::find_busy() {
    const Listing before = co_await list();
    const core::Snapshot* first = before.has_value() ? find_in(before.value(), made_.front()) : nullptr;
    if (first == nullptr || first->status != core::SnapshotStatus::progressing) {
        answer("busy", "unknown", "the first snapshot had ended before a second could be asked for");
        co_return;
    }
    tell_("asking for a second one meanwhile");
    const auto second = co_await create("ecdsnap-probe-" + token_ + "-two",
                                        "ecdsnap doctor --probe " + token_ + ": \u6570\u636e \u00e9");
    if (second.has_value())
        answer("busy", "accepted", "a second snapshot of the disk is taken while one is in progress");
    else
        answer("busy", "refused", refusal_words(second.error()));
}

awaitable<bool> ProbeRun::wait_ended(const ProbeSnapshot& made) {
    const ProbeSnapshot waited = made;  // more may be made meanwhile
    tell_("waiting for " + waited.id + " to end");
    const core::SteadyTime begin = clock_.steady_now();
    while (clock_.steady_now() - begin < longest_snapshot) {
        const Listing listing = co_await list();
        const core::Snapshot* found = listing.has_value() ? find_in(listing.value(), waited) : nullptr;
        if (found != nullptr && found->status == core::SnapshotStatus::accomplished) {
            const auto took = std::chrono::duration_cast<core::Millis>(clock_.steady_now() - begin);
            if (waited.id == made_.front().id)
                answer("snapshot_time", "measured", fmt::format("about {} until ACCOMPLISHED", seconds_text(took)));
            co_return true;
        }
        if (found != nullptr && found->status == core::SnapshotStatus::failed) {
            stop(waited.id + " ended FAILED");
            co_return false;
        }
        co_await wait(clock_.steady_now() - begin > soon ? look_seldom : look_every);
    }
    stop(fmt::format("{} did not end within {}", waited.id, core::duration_text(longest_snapshot)));
    co_return false;
}

// Whether the service's filter for that name shows the first snapshot. nullopt: it did not answer.
awaitable<std::optional<bool>> ProbeRun::filter_shows(std::string name) {
    const auto page = co_await connection_.probe->find_named(result_.desktop_id, std::move(name));
    if (page.result.has_error()) co_return std::nullopt;
    co_return find_in(page.result.value().snapshots, made_.front()) != nullptr;
}

awaitable<void> ProbeRun::find_name_filter() {
    tell_("asking by name, by the beginning of it and by a part");
    const std::string name = made_.front().name;
    const auto whole = co_await filter_shows(name);
    const auto front = co_await filter_shows(name.substr(0, name.size() - 2));
    const auto part = co_await filter_shows(token_);
    if (!whole || !front || !part)
        answer("name_filter", "unknown", "the service did not answer");
    else if (!*whole)
        answer("name_filter", "broken", "a snapshot is not shown by its own whole name");
    else if (*part)
        answer("name_filter", "substring", "a part of the name shows it too");
    else if (*front)
        answer("name_filter", "prefix", "the beginning of the name shows it too, a part from the middle does not");
    else
        answer("name_filter", "exact", "only the whole name shows it");
}

awaitable<void> ProbeRun::find_equal_names() {
    const std::vector<ProbeSnapshot> others(made_.begin() + 1, made_.end());
    for (const ProbeSnapshot& made : others) {
        const bool ended = co_await wait_ended(made);  // the disk must be free
        if (!ended) co_return;
    }
    tell_("asking for another one of the same name");
    const std::string name = made_.front().name;
    const auto again = co_await create(name, "ecdsnap doctor --probe " + token_ + ": the name again");
    if (again.has_value())
        answer("equal_names", "accepted", "a disk may have two snapshots of one name");
    else if (again.error().kind == core::ErrorClass::busy)
        answer("equal_names", "unknown", refusal_words(again.error()));
    else
        answer("equal_names", "refused", refusal_words(again.error()));
}

// What was made is deleted when it has ended: what becomes of one that is deleted before is not documented.
awaitable<void> ProbeRun::clean_up() {
    const std::vector<ProbeSnapshot> all = made_;
    for (const ProbeSnapshot& made : all) {
        const std::string problem = co_await remove(made);
        if (problem.empty()) {
            tell_("deleted " + made.id);
            continue;
        }
        tell_("NOT deleted: " + made.id + ": " + problem);
        result_.left.push_back(made.id + " (" + problem + ")");
    }
    if (!made_.empty() && result_.left.empty())
        answer("clean_up", "done", fmt::format("{} made, {} deleted", made_.size(), made_.size()));
}

// Why it is still there; empty: it is deleted.
awaitable<std::string> ProbeRun::remove(const ProbeSnapshot& made) {
    const ProbeSnapshot own = made;
    const core::SteadyTime begin = clock_.steady_now();
    int failed_in_a_row = 0;
    for (;;) {
        const core::Millis pause = clock_.steady_now() - begin > soon ? look_seldom : look_every;
        const Listing listing = co_await list();
        if (listing.has_error()) {
            if (++failed_in_a_row == most_failed_looks)
                co_return "it cannot be looked at first: " + listing.error().message;
            co_await wait(pause);
            continue;
        }
        failed_in_a_row = 0;
        const core::Snapshot* listed = find_in(listing.value(), own);
        const bool ended = listed != nullptr && listed->status != core::SnapshotStatus::progressing;
        if (ended) {
            std::string other = why_not_ours(*listed, own);
            if (!other.empty()) co_return other;
            break;
        }
        if (clock_.steady_now() - begin > longest_snapshot) co_return listed ? "it has not ended" : "it is not listed";
        co_await wait(pause);
    }
    const auto deleted = co_await connection_.probe->delete_snapshot(own.id);
    if (deleted.result.has_error()) co_return refusal_words(deleted.result.error());
    for (int look = 0; look < 60; ++look) {
        const Listing listing = co_await list();
        if (listing.has_value() && find_in(listing.value(), own) == nullptr) co_return std::string();
        co_await wait(look_every);
    }
    co_return "the service took the call, and still lists it";
}

}  // namespace ecdsnap::cli
