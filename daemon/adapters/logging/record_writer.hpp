// Where finished records go, one call each. Belongs to the log's own thread.
#pragma once

#include "core/time.hpp"

#include <string_view>

namespace ecdsnap::adapters {

class RecordWriter {
public:
    virtual ~RecordWriter() = default;

    // Waits until the reader takes the record, and after hurry() at most as long as was given there. false: it was not
    // written, or only its beginning.
    virtual bool write(std::string_view record) = 0;

    // From any thread: all writes from now on wait no longer than this in sum.
    virtual void hurry(core::Millis patience) = 0;
};

}  // namespace ecdsnap::adapters
