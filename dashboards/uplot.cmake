# uPlot into the page's assets, as dashboards/package-lock.json pins it: cmake -D FROM=… -D WORK=… -D TO=… -P uplot.cmake
# Without npm, or where it installs nothing, the build goes on and the page shows the charts that the server draws.
find_program(NPM npm)
set(wanted dist/uPlot.iife.min.js dist/uPlot.min.css LICENSE)

if(NOT NPM)
    message("uPlot: npm is not installed: charts are not to be looked into")
    return()
endif()
file(COPY ${FROM}/package.json ${FROM}/package-lock.json DESTINATION ${WORK})
execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=0
    WORKING_DIRECTORY ${WORK} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET TIMEOUT 120)
foreach(file ${wanted})
    if(failed OR NOT EXISTS ${WORK}/node_modules/uplot/${file})
        message("uPlot: npm installs nothing here: charts are not to be looked into")
        return()
    endif()
endforeach()
list(TRANSFORM wanted PREPEND ${WORK}/node_modules/uplot/)
file(COPY ${wanted} DESTINATION ${TO})
file(TOUCH ${TO}/uPlot.iife.min.js) # newer than the lock file: not asked for again
