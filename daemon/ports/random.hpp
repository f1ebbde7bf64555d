// Randomness for jitter and tokens. Not for nonces and keys: those use the system's generator inside their adapter.
#pragma once

#include <cstdint>

namespace ecdsnap::ports {

class Random {
public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;  // uniform over all 64-bit values
};

}  // namespace ecdsnap::ports
