#include "intake/containers/xml.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "core/errors.hpp"

namespace dmp::intake::containers {
namespace {

std::string_view local_name(const char* name) {
  const std::string_view whole(name);
  const std::size_t colon = whole.rfind(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view name) const {
  for (const char** pair = pairs_; *pair; pair += 2)
    if (local_name(pair[0]) == name) return pair[1];
  return {};
}

struct XmlReader::State {
  XML_Parser parser;
  XmlHandler& handler;
  std::string place;
  std::exception_ptr error;

  // An exception may not pass through the C code of the parser: it is kept, the parser stopped.
  template <typename Call>
  static void guard(void* user, Call&& call) {
    auto& state = *static_cast<State*>(user);
    if (state.error) return;
    try {
      call(state);
    } catch (...) {
      state.error = std::current_exception();
      XML_StopParser(state.parser, XML_FALSE);
    }
  }

  static void on_start(void* user, const char* name, const char** attributes) {
    guard(user, [&](State& state) { state.handler.start(local_name(name), XmlAttributes(attributes)); });
  }
  static void on_end(void* user, const char* name) {
    guard(user, [&](State& state) { state.handler.end(local_name(name)); });
  }
  static void on_text(void* user, const char* text, int size) {
    guard(user, [&](State& state) { state.handler.text({text, static_cast<std::size_t>(size)}); });
  }
  static void on_entity(void* user, const char* name, int, const char*, int, const char*, const char*, const char*, const char*) {
    guard(user, [&](State& state) {
      throw core::UserError(core::ErrorKind::data, fmt::format("the XML inside declares an entity ('{}'), which no spreadsheet program writes", std::string_view(name).substr(0, 40)),
                            core::Place{state.place}, "open the file in a spreadsheet program and save it again");
    });
  }

  void parse(std::string_view bytes, bool last) {
    const XML_Status status = XML_Parse(parser, bytes.data(), static_cast<int>(bytes.size()), last);
    if (error) std::rethrow_exception(error);
    if (status == XML_STATUS_ERROR)
      throw core::UserError(core::ErrorKind::data,
                            fmt::format("the XML inside is damaged at its line {} ({})", XML_GetCurrentLineNumber(parser), XML_ErrorString(XML_GetErrorCode(parser))),
                            core::Place{place}, "open the file in a spreadsheet program and save it again");
  }
};

XmlReader::XmlReader(XmlHandler& handler, std::string place) : state_(new State{XML_ParserCreate(nullptr), handler, std::move(place), nullptr}) {
  if (!state_->parser) throw core::InternalError("the XML parser cannot be started");
  XML_SetUserData(state_->parser, state_.get());
  XML_SetElementHandler(state_->parser, State::on_start, State::on_end);
  XML_SetCharacterDataHandler(state_->parser, State::on_text);
  XML_SetEntityDeclHandler(state_->parser, State::on_entity);
}

XmlReader::~XmlReader() {
  if (state_->parser) XML_ParserFree(state_->parser);
}

void XmlReader::feed(std::string_view bytes) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kPiece, bytes.size()))) state_->parse(bytes.substr(0, kPiece), false);
}

void XmlReader::finish() { state_->parse({}, true); }

}  // namespace dmp::intake::containers
