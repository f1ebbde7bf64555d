#include "emulator/emulator.hpp"

#include "emulator/answer_text.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

std::string_view region_of(const Call& call) {
    for (const auto& [name, value] : call.parameters) {
        if (name == "RegionId") return value;
    }
    return "(none)";
}

void count_arrival(Counters& counters, const Call& call, Instant now) {
    count(counters.requests, call.action);
    const auto region = region_of(call);
    auto found = counters.rates.find(region);
    if (found == counters.rates.end()) found = counters.rates.emplace(region, RateWatch{}).first;
    found->second.count(now);
    if (call.action == "CreateSnapshot") {
        if (!counters.first_create) counters.first_create = now;
        counters.last_create = now;
    }
}

/// Counts the call as in flight for as long as the returned mark lives.
std::shared_ptr<void> mark_in_flight(std::size_t& in_flight) {
    ++in_flight;
    return {&in_flight, [](std::size_t* count) { --*count; }};
}

/// The body of the answer, or why there is none.
Outcome<std::string> perform(Emulator& emulator, const Call& call, std::string_view cause,
                             const std::string& request_id, Instant now) {
    const Action* action = find_action(call.action);
    Fate fate;
    fate.cause = cause;
    if (call.action == "CreateSnapshot") fate.end = emulator.faults.draw_end(emulator.fault_dice);
    JsonWriter body;
    body.begin_object().member("RequestId", request_id);
    ParameterReader reader{call.parameters};
    ActionCall actual{emulator.cloud, call.parameters, reader, emulator.endpoint, fate, now, body};
    if (auto refusal = action->perform(actual)) return std::move(*refusal);
    if (call.action == "CreateSnapshot") count(emulator.counters.effects, cause);
    return body.end_object().take();
}

/// Everything that may refuse a call before it is performed.
Outcome<Call> admit(Emulator& emulator, const Request& request, Instant now) {
    auto call = emulator.check.check(request, now + emulator.cloud.skew);
    if (!call) {
        count(emulator.counters.requests, "(unreadable)");
        return call;
    }
    if (const auto closed = emulator.cloud.rules.closed_regions;
        call->action != "DescribeRegions" && std::ranges::find(closed, region_of(*call)) != closed.end()) {
        return refuse(403, "Forbidden.ServiceNotOpened", "The service is not opened in this region.");
    }
    if (find_action(call->action) == nullptr) {
        count(emulator.counters.requests, "(unreadable)");
        return refuse(404, "InvalidAction.NotFound", "The action " + call->action + " is not imitated here.");
    }
    count_arrival(emulator.counters, *call, now);
    auto throttled = emulator.throttle.admit(call->access_key + ' ' + std::string(region_of(*call)), call->action, now);
    if (!throttled) return call;
    ++emulator.counters.throttled;
    return std::move(*throttled);
}

Reply refuse_call(Emulator& emulator, const Refusal& refusal, const AnswerFrame& frame) {
    count(emulator.counters.refusals, refusal.code);
    if (refusal.code == "SignatureDoesNotMatch") ++emulator.counters.bad_signatures;
    return refusal_answer(refusal, frame);
}

Reply true_answer(Emulator& emulator, const Call& call, std::string_view cause, const AnswerFrame& frame, Instant now) {
    auto body = perform(emulator, call, cause, frame.request_id, now);
    return body ? success_answer(std::move(*body), frame) : refuse_call(emulator, body.error(), frame);
}

Reply faulty_answer(Emulator& emulator, Call call, const MetFault& fault, const AnswerFrame& frame, Instant now) {
    count(emulator.counters.faults, fault.nature->name);
    Reply reply;
    if (fault.nature->effect == Effect::now) reply = true_answer(emulator, call, fault.nature->name, frame, now);
    if (fault.nature->effect == Effect::later) emulator.late_effects.emplace(now + fault.later, std::move(call));
    switch (fault.nature->appearance) {
        case Appearance::dropped: reply.delivery = Delivery::dropped; break;
        case Appearance::silence: reply.delivery = Delivery::never; break;
        case Appearance::torn: reply.delivery = Delivery::torn; break;
        case Appearance::server_error: return server_error_answer(emulator.fault_dice.below(2) == 0, frame);
        case Appearance::html_page: return html_answer(frame);
        case Appearance::portal_page: return portal_answer(frame);
        case Appearance::no_permission:
            return refuse_call(
                emulator, refuse(403, "Forbidden.RAM", "User not authorized to operate on the specified resource."),
                frame);
        case Appearance::quota_reached:
            return refuse_call(emulator, refuse(403, "QuotaExceed.Snapshot", "The snapshot quota has been reached."),
                               frame);
        case Appearance::revoked_key:
            return refuse_call(emulator, refuse(403, "Forbidden.AccessKeyDisabled", "The AccessKey is disabled."),
                               frame);
    }
    return reply;
}

}  // namespace

void perform_late_effects(Emulator& emulator, Instant now) {
    while (!emulator.late_effects.empty() && emulator.late_effects.begin()->first <= now) {
        const auto due = emulator.late_effects.extract(emulator.late_effects.begin());
        const auto done =
            perform(emulator, due.mapped(), "late-effect", new_request_id(emulator.request_ids), due.key());
        if (!done) count(emulator.counters.late_refusals, done.error().code);
    }
}

Reply answer(Emulator& emulator, const Request& request, Instant now) {
    perform_late_effects(emulator, now);
    emulator.recorded.keep(request, now);
    const AnswerFrame frame{new_request_id(emulator.request_ids),
                            std::string(request.header("host").value_or(emulator.endpoint)), now + emulator.cloud.skew};
    auto call = admit(emulator, request, now);
    if (!call) return refuse_call(emulator, call.error(), frame);

    const Action& action = *find_action(call->action);
    std::shared_ptr<void> in_flight;
    if (action.name == "CreateSnapshot") in_flight = mark_in_flight(emulator.creates_in_flight);
    const Duration delay = emulator.latency.draw(action, emulator.latency_dice);
    const auto fault = emulator.faults.draw(action, emulator.fault_dice);
    Reply reply = fault ? faulty_answer(emulator, std::move(*call), *fault, frame, now)
                        : true_answer(emulator, *call, "answered", frame, now);
    reply.delay = delay;
    reply.in_flight = std::move(in_flight);
    return reply;
}

}  // namespace ecdsnap::emulator
