// A secret that cannot be printed, logged, compared by accident or left behind in freed memory: the only way to its
// text is reveal(), which signing and nothing else calls.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace ecdsnap::core {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
    Secret& operator=(const Secret& other) {
        if (this != &other) {
            wipe();
            text_ = other.text_;
        }
        return *this;
    }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            text_ = std::move(other.text_);
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    std::string_view reveal() const { return text_; }
    bool empty() const { return text_.empty(); }

private:
    void wipe() noexcept {
        volatile char* bytes = text_.data();  // volatile: the writes must not be optimised away
        for (std::size_t i = 0; i < text_.size(); ++i)
            bytes[i] = 0;
        text_.clear();
    }

    std::string text_;
};

}  // namespace ecdsnap::core
