// Sends entries to the systemd journal, a datagram each. Written here because libsystemd's sd_journal_sendv() waits for
// as long as the journal does not read, and the end of the daemon may not.
#pragma once

#include "adapters/logging/patience.hpp"
#include "adapters/logging/record_writer.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::adapters {

class JournalWriter final : public RecordWriter {
public:
    // The path of the journal's socket. It is looked up with each entry: the journal may be restarted.
    explicit JournalWriter(std::string socket);
    ~JournalWriter() override;
    JournalWriter(const JournalWriter&) = delete;
    JournalWriter& operator=(const JournalWriter&) = delete;

    bool write(std::string_view entry) override;
    void hurry(core::Millis patience) override { patience_.limit_to(patience); }

private:
    const std::string socket_;
    int descriptor_;
    Patience patience_;
};

}  // namespace ecdsnap::adapters
