#include "fuzz/fuzz_entry.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace ecdsnap::fuzz {

void holds(bool rule, const char* words) {
    if (rule) return;
    std::fprintf(stderr, "broken: %s\n", words);
    std::abort();
}

}  // namespace ecdsnap::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    ecdsnap::fuzz::check({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
