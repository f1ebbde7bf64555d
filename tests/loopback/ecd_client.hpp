// The real client of one region - credentials, signing, transport, wire format - for an emulator on loopback.
#pragma once

#include "adapters/https/https_transport.hpp"
#include "fakes/key_sources.hpp"
#include "ports/cloud.hpp"
#include "ports/credentials.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>

namespace ecdsnap::tests {

struct ClientSetup {
    std::string key_id = "testid";
    std::string key_secret = "testsecret";
    std::string token;
    adapters::HttpsDeadlines deadlines;
    std::string ca_file;
    std::string region = "cn-hangzhou";
};

class EcdClient {
public:
    // `context` and `clock` outlive it.
    EcdClient(boost::asio::io_context& context, ports::Clock& clock, const std::string& url, const ClientSetup& setup);

    ports::Cloud& cloud() { return *cloud_; }

private:
    std::unique_ptr<adapters::HttpsTransport> transport_;
    ScriptedWeb web_;  // nobody answers
    ScriptedPrograms programs_;
    NoChance chance_;
    std::unique_ptr<ports::CredentialProvider> credentials_;
    std::unique_ptr<ports::Cloud> cloud_;
};

}  // namespace ecdsnap::tests
