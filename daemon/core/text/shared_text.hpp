// A text that never changes, in the size of one pointer. Copies share it, so that what a desktop and its tasks have in
// common is kept once. The values that share one may be on different threads.
#pragma once

#include <fmt/core.h>

#include <compare>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace ecdsnap::core {

class SharedText {
public:
    SharedText() noexcept = default;  // empty; costs nothing
    SharedText(std::string_view text);
    SharedText(const std::string& text) : SharedText(std::string_view{text}) {}
    SharedText(const char* text) : SharedText(std::string_view{text}) {}
    SharedText(const SharedText& other) noexcept;
    SharedText(SharedText&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
    SharedText& operator=(SharedText other) noexcept {
        std::swap(held_, other.held_);
        return *this;
    }
    ~SharedText();

    // Valid while a value that shares it lives.
    std::string_view view() const noexcept;
    operator std::string_view() const noexcept { return view(); }
    operator std::string() const { return std::string{view()}; }
    bool empty() const noexcept { return held_ == nullptr; }
    std::size_t size() const noexcept { return view().size(); }

    // The same text, kept in `other`'s place; otherwise this stays as it is.
    void share_with(const SharedText& other) noexcept {
        if (held_ != other.held_ && view() == other.view()) *this = other;
    }

    friend bool operator==(const SharedText& one, const SharedText& other) noexcept {
        return one.held_ == other.held_ || one.view() == other.view();
    }
    friend std::strong_ordering operator<=>(const SharedText& one, const SharedText& other) noexcept {
        return one.view() <=> other.view();
    }
    template <std::convertible_to<std::string_view> Text>
    friend bool operator==(const SharedText& one, const Text& other) {
        return one.view() == std::string_view{other};
    }
    template <std::convertible_to<std::string_view> Text>
    friend std::strong_ordering operator<=>(const SharedText& one, const Text& other) {
        return one.view() <=> std::string_view{other};
    }
    friend std::string operator+(const SharedText& one, std::string_view other) {
        return std::string{one.view()}.append(other);
    }
    friend std::string operator+(std::string_view one, const SharedText& other) {
        return std::string{one}.append(other.view());
    }

private:
    struct Held;  // with the characters behind it
    Held* held_ = nullptr;
};

}  // namespace ecdsnap::core

template <>
struct fmt::formatter<ecdsnap::core::SharedText> : fmt::formatter<std::string_view> {
    template <class Context>
    auto format(const ecdsnap::core::SharedText& text, Context& context) const {
        return fmt::formatter<std::string_view>::format(text.view(), context);
    }
};
