#include "adapters/system/system_random.hpp"

#include <cerrno>
#include <sys/random.h>
#include <system_error>

namespace ecdsnap::adapters {
namespace {

class SystemRandom final : public ports::Random {
public:
    std::uint64_t next() override {
        std::uint64_t value = 0;
        ssize_t got = -1;
        do {
            got = ::getrandom(&value, sizeof value, 0);  // up to 256 bytes come whole or not at all
        } while (got == -1 && errno == EINTR);
        if (got != static_cast<ssize_t>(sizeof value))
            throw std::system_error(errno, std::generic_category(), "getrandom");
        return value;
    }
};

}  // namespace

std::unique_ptr<ports::Random> make_system_random() {
    return std::make_unique<SystemRandom>();
}

}  // namespace ecdsnap::adapters
