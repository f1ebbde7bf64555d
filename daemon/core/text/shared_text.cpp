#include "core/text/shared_text.hpp"

#include <atomic>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <stdexcept>

namespace ecdsnap::core {

struct SharedText::Held {
    std::atomic<std::uint32_t> holders{1};
    std::uint32_t size = 0;

    char* characters() { return reinterpret_cast<char*>(this + 1); }
};

SharedText::SharedText(std::string_view text) {
    if (text.empty()) return;
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a shared text of 4 GiB");
    held_ = new (::operator new(sizeof(Held) + text.size())) Held;
    held_->size = static_cast<std::uint32_t>(text.size());
    std::memcpy(held_->characters(), text.data(), text.size());
}

SharedText::SharedText(const SharedText& other) noexcept : held_(other.held_) {
    if (held_ != nullptr) held_->holders.fetch_add(1, std::memory_order_relaxed);
}

SharedText::~SharedText() {
    if (held_ == nullptr || held_->holders.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    held_->~Held();
    ::operator delete(held_);
}

std::string_view SharedText::view() const noexcept {
    return held_ == nullptr ? std::string_view{} : std::string_view{held_->characters(), held_->size};
}

}  // namespace ecdsnap::core
