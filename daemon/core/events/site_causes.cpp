#include "core/events/site_causes.hpp"

namespace ecdsnap::core {
namespace {

// A right, a quota and a refused parameter are of one action, or of some desktops.
bool concerns_site(ErrorClass kind) {
    return kind != ErrorClass::permission && kind != ErrorClass::quota && kind != ErrorClass::bad_request;
}

std::pair<ErrorClass, std::string> key_of(const RootCause& cause) {
    return {cause.kind, cause.code.empty() ? cause.message : cause.code};
}

std::size_t index(CallKind kind) {
    return static_cast<std::size_t>(kind);
}

}  // namespace

std::optional<RootCause> SiteCauses::failed(CallKind kind, const Error& error, SteadyTime now) {
    auto cause = by_kind_[index(kind)].failed(error, now);
    if (!cause || !concerns_site(cause->kind)) return cause;
    const auto [told, first] = told_.try_emplace(key_of(*cause), now);
    if (!first && now - told->second < RootCauses::repeat_every) return std::nullopt;
    told->second = now;
    return cause;
}

std::vector<RootCause> SiteCauses::came_through(CallKind kind, SteadyTime now) {
    auto over = by_kind_[index(kind)].came_through(now);
    std::erase_if(
        over, [this](const RootCause& cause) { return concerns_site(cause.kind) && told_.erase(key_of(cause)) == 0; });
    return over;
}

std::vector<RootCause> SiteCauses::in_force(SteadyTime now) const {
    std::vector<RootCause> all;
    for (const RootCauses& causes : by_kind_)
        for (RootCause& cause : causes.in_force(now))
            all.push_back(std::move(cause));
    return all;
}

}  // namespace ecdsnap::core
