// Writes lines to a descriptor for which nobody guarantees that it is read: a pipe, a terminal that was stopped, the
// journal's stream.
#pragma once

#include "adapters/logging/patience.hpp"
#include "adapters/logging/record_writer.hpp"

#include <string_view>

namespace ecdsnap::adapters {

class LineWriter final : public RecordWriter {
public:
    // Not owned.
    explicit LineWriter(int descriptor);

    // Adds the line end.
    bool write(std::string_view line) override;
    void hurry(core::Millis patience) override { patience_.limit_to(patience); }

    // Goes on with another descriptor; a line that was torn stays so in the first.
    void turn_to(int descriptor);

private:
    bool write_all(std::string_view text);

    int descriptor_;
    bool socket_;
    bool torn_ = false;  // the last line ends in its middle
    Patience patience_;
};

}  // namespace ecdsnap::adapters
