# dmp_embed_web(target)
#
# Packs the built dashboard (web/dist, made by script/web) and the contract of the interface into the target, as cmake/Catalogue.cmake does
# the catalogue: a generated assembler file takes the bytes in with .incbin and lists them in dmp_embedded_web (read by src/server/web_bundle.cpp).
# Where web/dist is not there the program is built without the dashboard; dmp serve says so on its page.
function(dmp_embed_web target)
  set(dist ${CMAKE_SOURCE_DIR}/web/dist)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${dist} ${dist}/*)
  list(FILTER files EXCLUDE REGEX "\\.map(\\.gz)?$")
  list(SORT files)
  if(NOT files)
    message(STATUS "web/dist is not there: built without the dashboard (script/web makes it)")
  endif()
  set(paths "api/openapi.yaml")
  set(sources "${CMAKE_SOURCE_DIR}/api/openapi.yaml")
  foreach(file IN LISTS files)
    list(APPEND paths "web/${file}")
    list(APPEND sources "${dist}/${file}")
  endforeach()
  set(data "")
  set(table "")
  set(number 0)
  foreach(path source IN ZIP_LISTS paths sources)
    string(APPEND data "path${number}: .asciz \"${path}\"\nbegin${number}: .incbin \"${source}\"\nend${number}:\n")
    string(APPEND table "  .quad path${number}, begin${number}, end${number}\n")
    math(EXPR number "${number} + 1")
  endforeach()
  set(text "  .section .rodata\n${data}
  .section .data.rel.ro,\"aw\"\n  .balign 8\n  .globl dmp_embedded_web\n  .hidden dmp_embedded_web
  .type dmp_embedded_web, %object\ndmp_embedded_web:\n${table}  .quad 0, 0, 0
  .size dmp_embedded_web, .-dmp_embedded_web\n  .section .note.GNU-stack,\"\",%progbits\n")
  set(assembler ${CMAKE_CURRENT_BINARY_DIR}/embedded_web.S)
  file(CONFIGURE OUTPUT ${assembler} CONTENT "${text}" @ONLY)
  set_source_files_properties(${assembler} PROPERTIES OBJECT_DEPENDS "${sources}")
  target_sources(${target} PRIVATE ${assembler})
endfunction()
