// Writes lines to a descriptor for which nobody guarantees that it is read: a pipe, a terminal that was stopped, the
// journal's socket. Belongs to the log's own thread.
#pragma once

#include "core/time.hpp"

#include <atomic>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {

class LineWriter {
public:
    explicit LineWriter(int descriptor);

    // Adds the line end. Waits until the reader takes the line, and after hurry() at most as long as was given there.
    // false: the line was not written, or only its beginning.
    bool write(std::string_view line);

    // From any thread: all writes from now on wait no longer than this in sum.
    void hurry(core::Millis patience);

private:
    bool write_all(std::string_view text);
    bool wait_until_writable();

    int descriptor_;
    bool socket_;
    bool torn_ = false;               // the last line ends in its middle
    std::atomic<long> patience_{-1};  // milliseconds; -1: no limit
};

}  // namespace ecdsnap::adapters
