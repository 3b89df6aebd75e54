FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/AccessGovernance.Server -c Release -r linux-x64 --self-contained false \
    -p:PublishReadyToRun=true -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
RUN mkdir -p /data /keys && chown "$APP_UID:$APP_UID" /data /keys && chmod 700 /data /keys
USER $APP_UID
VOLUME /data
EXPOSE 5080 5081
CMD ["dotnet", "AccessGovernance.Server.dll", "--data", "/data", "--listen", "any"]
