#include "core/approval/approval_book.hpp"

#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace ecdsnap::core {

std::uint32_t with_room_to_grow(std::uint32_t desktops) {
    const std::uint64_t more = std::uint64_t{desktops} + (std::uint64_t{desktops} + 9) / 10;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(more, std::numeric_limits<std::uint32_t>::max()));
}

void ApprovalBook::put(Approval approval) {
    const std::string policy = approval.policy;
    approvals_.insert_or_assign(policy, std::move(approval));
    limit(policy);
}

const Approval* ApprovalBook::find(const std::string& policy) const {
    const auto place = approvals_.find(policy);
    return place == approvals_.end() ? nullptr : &place->second;
}

void ApprovalBook::guard(std::map<std::string, std::uint32_t> above) {
    above_ = std::move(above);
    limits_.clear();
    for (const auto& [policy, number] : above_)
        limit(policy);
}

void ApprovalBook::limit(const std::string& policy) {
    const auto place = above_.find(policy);
    if (place == above_.end()) return;
    const Approval* approval = find(policy);
    limits_[policy] = std::max(place->second, approval == nullptr ? 0 : approval->up_to);
}

std::optional<std::uint32_t> ApprovalBook::limit_of(const std::string& policy) const {
    const auto place = limits_.find(policy);
    if (place == limits_.end()) return std::nullopt;
    return place->second;
}

std::string too_many_text(const std::string& policy, std::uint64_t desktops, std::uint32_t above,
                          const Approval* approval) {
    std::string text = fmt::format("policy {} covers {} desktop{}, more than the {} of its approve_above", policy,
                                   desktops, desktops == 1 ? "" : "s", above);
    if (approval != nullptr)
        text += fmt::format(" (approved: up to {}, by {} on {})", approval->up_to, approval->by,
                            utc_text(std::chrono::floor<std::chrono::seconds>(approval->at)));
    return text;
}

}  // namespace ecdsnap::core
