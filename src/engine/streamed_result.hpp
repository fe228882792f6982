#pragma once

#include <memory>
#include <string>

#include "engine/engine.hpp"

namespace dmp::engine {

/// As Session::query without parameters, but the rows are made while they are read and kept nowhere: for long tables that are read once.
/// Until the last of them is read no other statement may run on the session.
std::unique_ptr<Result> query_streamed(Session& session, const std::string& sql);

/// A chunk of a result as a table for people or small computations.
core::DataTable table_of(const Result& result, const Chunk& chunk);

}  // namespace dmp::engine
