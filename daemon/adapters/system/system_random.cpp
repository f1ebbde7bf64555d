#include "adapters/system/system_random.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <sys/random.h>
#include <system_error>

namespace ecdsnap::adapters {
namespace {

// Asks the kernel for many numbers at a time: every decision about a task takes one.
class SystemRandom final : public ports::Random {
public:
    std::uint64_t next() override {
        if (used_ == numbers_.size()) refill();
        return numbers_[used_++];
    }

private:
    void refill() {
        ssize_t got = -1;
        do {
            got = ::getrandom(numbers_.data(), sizeof numbers_, 0);  // up to 256 bytes come whole or not at all
        } while (got == -1 && errno == EINTR);
        if (got != static_cast<ssize_t>(sizeof numbers_))
            throw std::system_error(errno, std::generic_category(), "getrandom");
        used_ = 0;
    }

    std::array<std::uint64_t, 32> numbers_{};  // 256 bytes
    std::size_t used_ = numbers_.size();
};

}  // namespace

std::unique_ptr<ports::Random> make_system_random() {
    return std::make_unique<SystemRandom>();
}

}  // namespace ecdsnap::adapters
