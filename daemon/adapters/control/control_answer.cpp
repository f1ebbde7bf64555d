#include "adapters/control/control_answer.hpp"

#include "adapters/control/audit.hpp"
#include "adapters/control/history_json.hpp"
#include "adapters/control/json_value.hpp"
#include "adapters/control/request_route.hpp"
#include "adapters/control/status_json.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

// The loop has other work: after so many entries it gets its turn.
constexpr std::size_t entries_per_turn = 500;

unsigned http_status(core::ErrorClass kind) {
    switch (kind) {
        case core::ErrorClass::gone: return 404;
        case core::ErrorClass::bad_request: return 400;
        case core::ErrorClass::permission: return 403;
        case core::ErrorClass::busy:
        case core::ErrorClass::not_ready:
        case core::ErrorClass::clock_skew: return 409;
        default: return 503;
    }
}

ControlReply error_reply(const core::Error& error) {
    return refusal_reply(http_status(error.kind), core::text(error.kind), error.message);
}

ControlReply good_reply(const Json& json) {
    ControlReply reply;
    reply.body = json_text(json) + "\n";
    return reply;
}

ControlReply forbidden() {
    return refusal_reply(403, "forbidden", "only root, the daemon's own user and the admin group may change something");
}

}  // namespace

ControlReply refusal_reply(unsigned status, const std::string& code, const std::string& message) {
    Json body;
    body["error"]["code"] = code;
    body["error"]["message"] = message;
    ControlReply reply;
    reply.status = status;
    reply.body = json_text(body) + "\n";
    reply.refused = message;
    return reply;
}

ControlAnswers::ControlAnswers(const ports::StatusView& view, ports::Operations& operations, ports::EventSink& events,
                               const ports::Clock& clock, ChangeRights rights)
    : view_(view),
      operations_(operations),
      events_(events),
      clock_(clock),
      refusals_(std::make_unique<RefusalQuota>()),
      rights_(rights) {}

ControlAnswers::~ControlAnswers() = default;

asio::awaitable<ControlReply> ControlAnswers::answer(ControlRequest request) const {
    const auto route = route_of(request.method, request.target, request.body);
    if (const auto* refusal = std::get_if<Refusal>(&route))
        co_return refusal_reply(refusal->status, refusal->code, refusal->message);
    if (const auto* wanted = std::get_if<HistoryRequest>(&route)) co_return co_await history(wanted->query);
    if (const auto* wanted = std::get_if<SlotRequest>(&route)) co_return co_await slot(wanted->id);
    if (std::holds_alternative<StatusRequest>(route)) co_return good_reply(status_json(view_.status()));
    Peer peer = std::move(request.peer);
    ControlReply reply = co_await change(route, peer);
    tell(route, peer, reply);
    co_return reply;
}

void ControlAnswers::tell(const Route& route, const Peer& peer, const ControlReply& reply) const {
    if (reply.refused.empty()) return events_.emit(audit_event(route, peer, reply));
    if (const auto untold = refusals_->tell(peer.uid, clock_.steady_now()))
        events_.emit(audit_event(route, peer, reply, *untold));
}

asio::awaitable<ControlReply> ControlAnswers::change(Route route, Peer peer) const {
    if (!may_change(peer)) co_return forbidden();
    if (const auto* wanted = std::get_if<RunRequest>(&route)) co_return co_await run(wanted->policy);
    if (const auto* wanted = std::get_if<PauseRequest>(&route)) co_return co_await pause(wanted->pause, peer);
    if (const auto* wanted = std::get_if<ResumeRequest>(&route)) co_return co_await resume(wanted->key, peer);
    if (const auto* wanted = std::get_if<ApproveRequest>(&route))
        co_return co_await approve(wanted->policy, wanted->up_to, peer);
    co_return co_await reload(std::get<ReloadRequest>(route).force, peer);
}

asio::awaitable<ControlReply> ControlAnswers::history(ports::HistoryQuery query) const {
    const auto entries = co_await view_.history(std::move(query));
    if (!entries) co_return error_reply(entries.error());
    const auto executor = co_await asio::this_coro::executor;
    std::string body = R"({"entries":[)";
    for (std::size_t i = 0; i < entries->size(); ++i) {
        if (i % entries_per_turn == entries_per_turn - 1) co_await asio::post(executor, asio::use_awaitable);
        if (i != 0) body += ",\n";
        body += json_text(history_entry_json((*entries)[i]));
    }
    body += "]}\n";
    ControlReply reply;
    reply.body = std::move(body);
    co_return reply;
}

asio::awaitable<ControlReply> ControlAnswers::slot(std::int64_t id) const {
    const auto found = co_await view_.slot(id);
    if (!found) co_return error_reply(found.error());
    if (!*found) co_return refusal_reply(404, "not_found", "no slot has the number " + std::to_string(id));
    co_return good_reply(slot_json(**found));
}

asio::awaitable<ControlReply> ControlAnswers::run(std::string policy) const {
    const auto slot_id = co_await operations_.run(std::move(policy));
    if (!slot_id) co_return error_reply(slot_id.error());
    Json body;
    body["slot"] = *slot_id;
    co_return good_reply(body);
}

asio::awaitable<ControlReply> ControlAnswers::pause(core::Pause wanted, Peer peer) const {
    wanted.by = name_of(peer);
    const auto paused = co_await operations_.pause(std::move(wanted));
    if (!paused) co_return error_reply(paused.error());
    Json body;
    body["paused"] = pause_json(*paused);
    body["breaks"] = Json::array();
    for (const core::PauseBreach& breach : view_.breaches_of(paused->key))
        body["breaks"].push_back(breach_json(breach, paused->since));
    co_return good_reply(body);
}

asio::awaitable<ControlReply> ControlAnswers::resume(core::PauseKey key, Peer peer) const {
    const auto resumed = co_await operations_.resume(std::move(key), name_of(peer));
    if (!resumed) co_return error_reply(resumed.error());
    Json body;
    body["resumed"] = pause_json(*resumed);
    co_return good_reply(body);
}

asio::awaitable<ControlReply> ControlAnswers::approve(std::string policy, std::optional<std::uint32_t> up_to,
                                                      Peer peer) const {
    const auto approved = co_await operations_.approve(std::move(policy), up_to, name_of(peer));
    if (!approved) co_return error_reply(approved.error());
    Json body;
    body["approved"] = approval_json(*approved);
    co_return good_reply(body);
}

asio::awaitable<ControlReply> ControlAnswers::reload(ports::ReloadForce force, Peer peer) const {
    const auto done = co_await operations_.reload(force, name_of(peer));
    if (!done) co_return error_reply(done.error());
    Json body;
    if (!done->refused.empty()) body["error"] = Json{{"code", "reload_limited"}, {"message", done->refused}};
    body["reloaded"] = done->refused.empty();
    body["backed_up_before"] = done->backed_up_before;
    body["backed_up_after"] = done->backed_up_after;
    body["gained"] = done->gained;
    body["lost"] = done->lost;
    body["not_listed_yet"] = text_or_null(done->unlisted);
    body["changes"] = done->changes;
    ControlReply reply = good_reply(body);
    if (!done->refused.empty()) reply.status = 409;
    reply.refused = done->refused;
    co_return reply;
}

bool ControlAnswers::may_change(const Peer& peer) const {
    if (peer.uid == 0 || peer.uid == rights_.own_uid) return true;
    return rights_.admin_group && std::ranges::find(peer.groups, *rights_.admin_group) != peer.groups.end();
}

}  // namespace ecdsnap::adapters
